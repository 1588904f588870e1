import { decideReversal, mayApproveReversal } from '#shared/adjustments/reversal.ts'
import type { TakenBack } from '#shared/adjustments/views.ts'
import { insist, Refusal } from '../refusal.ts'
import { actorOf, type Work } from '../work.ts'
import { endReversalRequest, lockReversal, type ReversalKey } from './lock-reversal.ts'
import { answerOf, postReversal } from './take-back.ts'

/** Agrees that it is taken back: neither who asked, nor who gave it. Exactly what was asked is taken back. */
export async function approveReversal(work: Work, key: ReversalKey): Promise<TakenBack> {
  const actor = actorOf(work)
  const item = await lockReversal(work, key)
  insist(mayApproveReversal(actor, item))
  const { asked } = item
  if (!asked) throw new Refusal('ALREADY_DECIDED', 'It is already decided.')
  // What stood in the way of asking may have come since: then it is not taken back.
  insist(decideReversal(actor, { ...item, asked: null }, asked.amount).verdict)
  await endReversalRequest(work, key, { state: 'granted', decidedBy: actor.staffId, reason: null })
  await postReversal(work, item, {
    amount: asked.amount,
    reason: item.reason,
    reversedBy: asked.byId,
    approvedBy: actor.staffId,
  })
  return answerOf(item, asked.amount, 'taken back')
}
