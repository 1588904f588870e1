import { mayRefuseReversal } from '#shared/adjustments/reversal.ts'
import type { TakenBack } from '#shared/adjustments/views.ts'
import { recordEvent } from '../audit/record-event.ts'
import { insist } from '../refusal.ts'
import { actorOf, type Work } from '../work.ts'
import { endReversalRequest, lockReversal, type ReversalKey } from './lock-reversal.ts'
import { announceItem, answerOf, eventOf } from './take-back.ts'

/** Says no to taking it back, with the reason that whoever asked will read. */
export async function refuseReversal(
  work: Work,
  input: ReversalKey & { reason: string },
): Promise<TakenBack> {
  const actor = actorOf(work)
  const item = await lockReversal(work, input)
  insist(mayRefuseReversal(actor, item))
  await endReversalRequest(work, input, { state: 'refused', decidedBy: actor.staffId, reason: input.reason })
  await recordEvent(work, { ...eventOf(item), action: 'refuse-reversal', reason: input.reason })
  announceItem(work, item)
  return answerOf(item, item.asked?.amount ?? 0n, 'refused')
}
