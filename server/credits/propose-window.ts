import { sql } from 'kysely'
import { mayProposeWindow } from '#shared/outages/permissions.ts'
import { recordDeskEvent } from '../audit/record-event.ts'
import { insist, notFound, Refusal } from '../refusal.ts'
import { actorOf, type Work } from '../work.ts'
import { openRunOf } from './lock-proposal.ts'
import { planCorrections } from './plan-corrections.ts'

export type WindowProposed = {
  outageId: string
  startsAt: Date
  endsAt: Date
  windowSource: string
  because: string
}

/**
 * A manager proposes another window, or the same one after other sites or evidence were loaded. Nothing that anybody sees
 * of the outage changes: runs work out in the proposed window who would be under- or over-credited, for a second manager
 * to look at.
 */
export async function proposeWindow(work: Work, input: WindowProposed): Promise<{ adjudicationId: bigint }> {
  const actor = actorOf(work)
  const { outageId, startsAt, endsAt, windowSource, because } = input
  if (!(endsAt > startsAt)) throw new Refusal('BAD_REQUEST', 'An outage ends after it begins.')
  if (endsAt > work.now) throw new Refusal('BAD_REQUEST', 'The window ends in the future: say when it ended.')
  const found = await sql<{
    startsAt: Date
    endsAt: Date
    windowSource: string
    waiting: string | null
    openRun: string | null
  }>`
    select o.starts_at, o.ends_at, o.window_source, ${openRunOf(sql`o.outage_id`)} as open_run,
      (select s.name from adjudications a join staff s on s.staff_id = a.proposed_by where a.outage_id = o.outage_id and a.state = 'proposed') as waiting
    from outages o where o.outage_id = ${outageId} for no key update of o`.execute(work.tx)
  const outage = found.rows[0]
  if (!outage) throw notFound('outage')
  insist(mayProposeWindow(actor, outage))
  const { adjudicationId } = await work.tx
    .insertInto('adjudications')
    .values({
      outageId,
      startsAt,
      endsAt,
      windowSource,
      reason: because,
      wasStartsAt: outage.startsAt,
      wasEndsAt: outage.endsAt,
      wasSource: outage.windowSource,
      proposedBy: actor.staffId,
    })
    .returning('adjudicationId')
    .executeTakeFirstOrThrow()
  const runs = await planCorrections(work, { outageId, because, adjudicationId })
  await recordDeskEvent(work, {
    action: 'propose-window',
    reason: because,
    detail: {
      outage: outageId,
      adjudication: adjudicationId.toString(),
      startsAt: startsAt.toISOString(),
      endsAt: endsAt.toISOString(),
      runs: runs.map(({ runId }) => runId.toString()),
    },
  })
  work.announce({ topic: 'programmes' })
  return { adjudicationId }
}
