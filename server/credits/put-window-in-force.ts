import { sql } from 'kysely'
import { mayPutInForce, mayTakeEffect } from '#shared/outages/permissions.ts'
import { recordDeskEvent } from '../audit/record-event.ts'
import { insist } from '../refusal.ts'
import { actorOf, type Work } from '../work.ts'
import { lockProposal, proposalNow } from './lock-proposal.ts'

/**
 * Another manager, who has seen what it would do, agrees to a proposed window. The desk's runners measure every line anew
 * and put it in force then (work-on-windows.ts); no money moves by it.
 */
export async function putWindowInForce(work: Work, input: { adjudicationId: bigint }): Promise<void> {
  const actor = actorOf(work)
  const proposal = await lockProposal(work, input.adjudicationId)
  const { adjudicationId, outageId } = proposal
  insist(mayPutInForce(actor, { ...proposal, ...(await proposalNow(work.tx, proposal)) }))
  // From here on no run begins (start-run.ts), and one that began meanwhile is seen.
  await sql`select from outages where outage_id = ${outageId} for no key update`.execute(work.tx)
  insist(mayTakeEffect(await proposalNow(work.tx, proposal)))
  await sql`update adjudications set agreed_by = ${actor.staffId}, agreed_at = ${work.now}, accounts_done = 0,
      accounts_total = (select count(*)::int from accounts) where adjudication_id = ${adjudicationId}`.execute(
    work.tx,
  )
  await recordDeskEvent(work, {
    action: 'agree-window',
    reason: proposal.reason,
    detail: { outage: outageId, adjudication: adjudicationId.toString() },
  })
  work.announce({ topic: 'window' })
}
