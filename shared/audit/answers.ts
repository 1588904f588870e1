import { z } from 'zod'
import { count, exactly, maybeText, text } from '../answers.ts'
import { journalCursor } from './schemas.ts'
import type { JournalEventView, JournalPage, JournalState, Lookups } from './views.ts'

const row = {
  kind: z.enum(['account', 'desk']),
  eventId: text,
  accountId: maybeText,
  at: text,
  person: z.strictObject({ staffId: text, name: text }).nullable(),
  action: text,
  outcome: text,
  reason: maybeText,
  detail: z.record(text, z.union([text, count, z.boolean(), z.null(), z.array(text)])),
  seq: maybeText,
}
const verified = z.strictObject({ at: text, uptoSeq: text, finding: maybeText }).nullable()
const state = exactly<JournalState>()(
  z.strictObject({ seal: z.strictObject({ no: text, at: text, uptoSeq: text }).nullable(), verified }),
)

export const journalAnswer = exactly<JournalPage>()(
  z.strictObject({
    rows: z.array(z.strictObject(row)),
    next: journalCursor.nullable(),
    people: z.array(z.strictObject({ staffId: text, name: text, role: text })),
    state,
    days: count.nullable(),
  }),
)
export const eventAnswer = exactly<JournalEventView>()(
  z.strictObject({
    ...row,
    businessDate: text,
    requestId: text,
    session: maybeText,
    address: maybeText,
    link: z.strictObject({ eventHash: text, chainHash: text, isAsSealed: z.boolean() }).nullable(),
    seal: z.strictObject({ no: text, at: text, key: text, events: count, uptoSeq: text }).nullable(),
    verified,
  }),
)
export const lookupsAnswer = exactly<Lookups>()(
  z.strictObject({
    people: z.array(
      z.strictObject({
        staffId: text,
        name: text,
        role: text,
        accounts: count,
        searches: count,
        standsOut: z.boolean(),
      }),
    ),
    usual: count,
    line: count,
  }),
)
