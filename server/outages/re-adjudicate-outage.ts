import { sql } from 'kysely'
import { recordDeskEvent } from '../audit/record-event.ts'
import { notFound, Refusal } from '../refusal.ts'
import type { Work } from '../work.ts'
import { measureInSteps, type Steps } from './measure-in-steps.ts'

/**
 * Gives an outage another window (or the same one after other sites were loaded) and measures every line anew. The window
 * it had stays among its sources. It moves no money: who is under- or over-credited by it is a proposal.
 */
export async function reAdjudicateOutage(
  work: Work,
  input: {
    outageId: string
    startsAt: Date
    endsAt: Date
    windowSource: string
    because: string
    /** The proposal that it carries out; a command line has none. */
    adjudicationId?: bigint
    agreedBy?: string
  },
  steps: Steps = {},
): Promise<void> {
  const { outageId, startsAt, endsAt, windowSource, because, adjudicationId, agreedBy } = input
  if (because.trim().length < 3) throw new Refusal('BAD_REQUEST', 'Say why the outage is adjudicated anew.')
  if (!(endsAt > startsAt)) throw new Refusal('BAD_REQUEST', 'An outage ends after it begins.')
  const kept = await sql`insert into outage_sources (outage_id, source, starts_at, ends_at, remark)
    select outage_id, 'adjudicated until ' || to_char(${work.now}::timestamptz at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS.US'), starts_at, ends_at, window_source
    from outages where outage_id = ${outageId} returning outage_id`.execute(work.tx)
  if (kept.rows.length === 0) throw notFound('outage')
  await work.tx
    .updateTable('outages')
    .set({ startsAt, endsAt, windowSource })
    .where('outageId', '=', outageId)
    .execute()
  await measureInSteps(work, outageId, steps)
  await recordDeskEvent(work, {
    action: 're-adjudicate-outage',
    reason: because,
    detail: {
      outage: outageId,
      startsAt: startsAt.toISOString(),
      endsAt: endsAt.toISOString(),
      ...(adjudicationId && { adjudication: adjudicationId.toString() }),
      ...(agreedBy && { agreedBy }),
    },
  })
  work.announce({ topic: 'resync' })
}
