import type { AdjustmentView } from '#shared/adjustments/views.ts'
import type { Work } from '../work.ts'
import { lockAccount, type RequestKey, viewRequest } from './load-request.ts'
import { postedItem } from './posted-item.ts'
import { takeBack } from './take-back.ts'

/** Takes a posted adjustment back, once, in whole or in part, by a transfer that names the one it mirrors. */
export async function reverseAdjustment(
  work: Work,
  input: RequestKey & { amount: bigint; reason: string },
): Promise<AdjustmentView> {
  await lockAccount(work, input.accountId)
  await takeBack(work, await postedItem(work.tx, input), input)
  return viewRequest(work, input)
}
