import { z } from 'zod'

/** The journal stands right of the accounts and cannot ask them; the database holds the same form. */
const accountId = z
  .string()
  .regex(/^[A-Za-z0-9-]{3,32}$/, 'an account number has 3 to 32 letters, digits or hyphens')
const id = z.string().regex(/^\d{1,18}$/)
const kind = z.enum(['account', 'desk'])

export const journalFilter = z.strictObject({
  personId: id.nullish(),
  accountId: accountId.nullish(),
  action: z
    .string()
    .regex(/^[a-z.-]{1,40}$/)
    .nullish(),
  outcome: z.enum(['done', 'refused', 'invalid', 'failed']).nullish(),
  day: z.iso.date().nullish(),
})
/** The last row that was shown: the next page begins after it. */
export const journalCursor = z.strictObject({
  at: z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/),
  kind,
  eventId: id,
})
export const journalInput = journalFilter.extend({ after: journalCursor.nullish() })
export const eventInput = z.strictObject({ kind, eventId: id, accountId: accountId.nullish() })

export type JournalFilter = z.infer<typeof journalFilter>
export type JournalCursor = z.infer<typeof journalCursor>
