import { eventAnswer, journalAnswer, lookupsAnswer } from '#shared/audit/answers.ts'
import { eventInput, journalInput } from '#shared/audit/schemas.ts'
import { journalReaders, lookupsReaders } from '../rule.ts'
import { procedureFor, router } from '../trpc.ts'
import { eventView, journalPage, lookupsToday } from './queries.ts'

export const auditRouter = router({
  journal: procedureFor({ who: journalReaders, object: 'none', reads: 'journal' })
    .input(journalInput)
    .output(journalAnswer)
    .query(({ ctx, input: { after, ...filter } }) => {
      // What was looked for is worth knowing of those who look after the others.
      ctx.note({
        filter: Object.keys(filter)
          .filter((name) => filter[name as keyof typeof filter])
          .join(' '),
      })
      return journalPage(ctx.db, filter, after ?? null)
    }),

  event: procedureFor({ who: journalReaders, object: 'event', reads: 'event' })
    .input(eventInput)
    .output(eventAnswer)
    .query(({ ctx, input }) => {
      ctx.note({ kind: input.kind, eventId: input.eventId })
      return eventView(ctx.db, {
        kind: input.kind,
        eventId: BigInt(input.eventId),
        accountId: input.accountId ?? null,
      })
    }),

  lookups: procedureFor({ who: lookupsReaders, object: 'none', reads: 'look-ups' })
    .output(lookupsAnswer)
    .query(({ ctx }) => lookupsToday(ctx.db)),
})
