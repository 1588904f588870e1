import type { Verdict } from '../verdict.ts'
import type { Programme } from './document.ts'
import type { Problem } from './read-programme.ts'
import type { ProgrammeCause, ProgrammeState } from './states.ts'

/** A version as a list and a page name it. Amounts are minor units as text. */
export type VersionView = {
  programmeId: string
  version: number
  revision: number
  state: ProgrammeState
  title: string
  cause: ProgrammeCause
  outage: { outageId: string; name: string } | null
  author: string | null
  editedAt: string
  submittedAt: string | null
  publishedBy: string | null
  publishedOn: string | null
  returned: { by: string | null; because: string } | null
  ended: { by: string | null; at: string; because: string } | null
  hash: string | null
  /** What it has cost so far: credits given less what was taken back. */
  cost: { accounts: number; minor: string; currency: string }
}
export type ProgrammeListView = {
  versions: VersionView[]
  /** Outages a new draft may be for. */
  outages: { outageId: string; name: string }[]
  mayWrite: Verdict
}

export type VersionPageView = VersionView & {
  text: string
  document: Programme | null
  problems: readonly Problem[]
  may: { edit: Verdict; submit: Verdict; publish: Verdict; return: Verdict; withdraw: Verdict }
}
export type ProgrammePageView = {
  programmeId: string
  versions: VersionPageView[]
  budget: { total: string; taken: string; currency: string } | null
  mayWrite: Verdict
}
