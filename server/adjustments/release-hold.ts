import { sql } from 'kysely'
import { returnBudget } from '../ledger/budgets.ts'
import { postTransfer } from '../ledger/post-transfer.ts'
import type { Work } from '../work.ts'
import type { RequestKey } from './load-request.ts'

export type Hold = {
  transferId: bigint
  amount: bigint
  budgetId: string
  stripe: number
  outageId: string
  currency: string
}

export async function holdOf(work: Work, key: RequestKey): Promise<Hold> {
  return work.tx
    .selectFrom('transfers')
    .select(['transferId', 'amount', 'budgetId', 'stripe', 'outageId', 'currency'])
    .where('accountId', '=', key.accountId)
    .where('adjustmentId', '=', key.adjustmentId)
    .where('kind', '=', 'hold')
    .executeTakeFirstOrThrow()
}

/** What was held is given back: the budget's part and the requester's day. */
export async function giveBack(
  work: Work,
  hold: Hold,
  amount: bigint,
  requester: { staffId: bigint; day: string },
): Promise<void> {
  if (amount === 0n) return
  await returnBudget(work, hold.budgetId, hold.stripe, amount)
  await sql`update staff_days set given = given - ${amount}::bigint
    where staff_id = ${requester.staffId} and business_date = ${requester.day}::date`.execute(work.tx)
}

/** A request that will not be granted: the hold is voided, budget and day are given back, the claim is free again. */
export async function releaseHold(
  work: Work,
  key: RequestKey,
  requester: { staffId: bigint; day: string },
): Promise<void> {
  const hold = await holdOf(work, key)
  await postTransfer(work, {
    ...hold,
    accountId: key.accountId,
    kind: 'void_hold',
    adjustmentId: key.adjustmentId,
    holdId: hold.transferId,
  })
  await giveBack(work, hold, hold.amount, requester)
  await freeClaim(work, key)
}

export async function freeClaim(work: Work, key: RequestKey): Promise<void> {
  await work.tx
    .updateTable('claims')
    .set({ freedAt: work.now })
    .where('accountId', '=', key.accountId)
    .where('adjustmentId', '=', key.adjustmentId)
    .where('freedAt', 'is', null)
    .execute()
}
