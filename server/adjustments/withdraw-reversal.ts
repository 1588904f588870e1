import { mayWithdrawReversal } from '#shared/adjustments/reversal.ts'
import type { TakenBack } from '#shared/adjustments/views.ts'
import { recordEvent } from '../audit/record-event.ts'
import { insist } from '../refusal.ts'
import { actorOf, type Work } from '../work.ts'
import { endReversalRequest, lockReversal, type ReversalKey } from './lock-reversal.ts'
import { announceItem, answerOf, eventOf } from './take-back.ts'

/** One asked for it oneself, and no longer does. */
export async function withdrawReversal(work: Work, key: ReversalKey): Promise<TakenBack> {
  const item = await lockReversal(work, key)
  insist(mayWithdrawReversal(actorOf(work), item))
  await endReversalRequest(work, key, { state: 'withdrawn', decidedBy: null, reason: null })
  await recordEvent(work, { ...eventOf(item), action: 'withdraw-reversal' })
  announceItem(work, item)
  return answerOf(item, item.asked?.amount ?? 0n, 'withdrawn')
}
