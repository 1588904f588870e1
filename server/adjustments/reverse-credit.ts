import type { TakenBack } from '#shared/adjustments/views.ts'
import type { Work } from '../work.ts'
import { lockAccount } from './load-request.ts'
import { postedItem } from './posted-item.ts'
import { takeBack } from './take-back.ts'

/** Takes one account's automatic credit back, in whole or in part. Whoever started or approved its run does not. */
export async function reverseCredit(
  work: Work,
  input: { accountId: string; creditId: bigint; amount: bigint; reason: string },
): Promise<TakenBack> {
  await lockAccount(work, input.accountId)
  const key = { accountId: input.accountId, creditId: input.creditId }
  return takeBack(work, await postedItem(work.tx, key), input)
}
