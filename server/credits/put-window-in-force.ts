import { sql } from 'kysely'
import { mayPutInForce } from '#shared/outages/permissions.ts'
import { reAdjudicateOutage } from '../outages/re-adjudicate-outage.ts'
import { insist } from '../refusal.ts'
import { actorOf, type Work } from '../work.ts'
import { lockProposal, proposalNow } from './lock-proposal.ts'

/**
 * Another manager, who has seen what it would do, puts a proposed window in force: every line is measured anew. No money
 * moves by it; the runs that were planned in this window may be approved from now on, each by itself.
 */
export async function putWindowInForce(work: Work, input: { adjudicationId: bigint }): Promise<void> {
  const actor = actorOf(work)
  const proposal = await lockProposal(work, input.adjudicationId)
  const { adjudicationId, outageId } = proposal
  await sql`select from outages where outage_id = ${outageId} for no key update`.execute(work.tx)
  insist(mayPutInForce(actor, { ...proposal, ...(await proposalNow(work.tx, proposal)) }))
  await work.tx
    .updateTable('adjudications')
    .set({ state: 'in_force', decidedBy: actor.staffId, decidedAt: work.now })
    .where('adjudicationId', '=', adjudicationId)
    .execute()
  await reAdjudicateOutage(work, { ...proposal, because: proposal.reason, adjudicationId })
  // What the runs were planned with is what is in force now.
  await sql`update programme_runs r set measured = o.measured from outages o where o.outage_id = ${outageId} and r.adjudication_id = ${adjudicationId}`.execute(
    work.tx,
  )
}
