import type { JournalCursor } from './schemas.ts'

export type JournalDetail = Record<string, string | number | boolean | null | readonly string[]>
export type JournalRow = {
  kind: 'account' | 'desk'
  eventId: string
  accountId: string | null
  /** With microseconds: it is part of the cursor. */
  at: string
  person: { staffId: string; name: string } | null
  action: string
  outcome: string
  reason: string | null
  detail: JournalDetail
  /** Its number in the chain; null while the next seal is being made. */
  seq: string | null
}
export type JournalState = {
  seal: { no: string; at: string; uptoSeq: string } | null
  verified: { at: string; uptoSeq: string; finding: string | null } | null
}
export type JournalPage = {
  rows: JournalRow[]
  next: JournalCursor | null
  people: { staffId: string; name: string; role: string }[]
  state: JournalState
  /** Without a person, an account or a day only this many days are looked at. */
  days: number | null
}
export type JournalEventView = JournalRow & {
  businessDate: string
  requestId: string
  session: string | null
  address: string | null
  link: { eventHash: string; chainHash: string; isAsSealed: boolean } | null
  seal: { no: string; at: string; key: string; events: number; uptoSeq: string } | null
  verified: JournalState['verified']
}
/** How many accounts each person opened today, most first. */
export type Lookups = {
  people: {
    staffId: string
    name: string
    role: string
    accounts: number
    searches: number
    standsOut: boolean
  }[]
  usual: number
  line: number
}
