import { mayReverse } from '#shared/adjustments/permissions.ts'
import type { AdjustmentView } from '#shared/adjustments/views.ts'
import { recordEvent } from '../audit/record-event.ts'
import { returnBudget } from '../ledger/budgets.ts'
import { postTransfer } from '../ledger/post-transfer.ts'
import { insist } from '../refusal.ts'
import { actorOf, type Work } from '../work.ts'
import { grantFactsOf } from './adjustment-view.ts'
import { loadRequest, lockAccount, type RequestKey, viewRequest } from './load-request.ts'
import { freeClaim } from './release-hold.ts'

/**
 * Takes a posted adjustment back, once, in whole or in part, by a transfer that names the one it mirrors. The budget gets
 * it back, the person's day does not; only a whole reversal frees the cause for another credit (rulings 8, 9).
 */
export async function reverseAdjustment(
  work: Work,
  input: RequestKey & { amount: bigint; reason: string },
): Promise<AdjustmentView> {
  const actor = actorOf(work)
  await lockAccount(work, input.accountId)
  const { row } = await loadRequest(work.tx, input, actor, work.businessDate)
  const grant = grantFactsOf(row)
  insist(mayReverse(actor, grant, input.amount), {
    link: { accountId: input.accountId, adjustmentId: row.adjustmentId },
  })

  const posted = await work.tx
    .selectFrom('transfers')
    .select(['transferId', 'budgetId', 'stripe', 'outageId', 'currency'])
    .where('accountId', '=', input.accountId)
    .where('adjustmentId', '=', input.adjustmentId)
    .where('kind', 'in', ['post', 'post_hold'])
    .executeTakeFirstOrThrow()
  const transferId = await postTransfer(work, {
    ...posted,
    accountId: input.accountId,
    kind: 'reverse',
    amount: input.amount,
    adjustmentId: input.adjustmentId,
    reversesId: posted.transferId,
  })
  await work.tx
    .insertInto('reversals')
    .values({
      accountId: input.accountId,
      adjustmentId: input.adjustmentId,
      transferId,
      amount: input.amount,
      reason: input.reason,
      reversedBy: actor.staffId,
      requestedBy: grant.requestedBy,
      decidedBy: grant.decidedBy,
      businessDate: work.businessDate,
    })
    .execute()
  await returnBudget(work, posted.budgetId, posted.stripe, input.amount)
  if (input.amount === grant.granted) {
    await work.tx
      .updateTable('adjustments')
      .set({ state: 'reversed' })
      .where('accountId', '=', input.accountId)
      .where('adjustmentId', '=', input.adjustmentId)
      .where('state', '=', 'granted')
      .returning('adjustmentId')
      .executeTakeFirstOrThrow()
    await freeClaim(work, input)
  }
  await recordEvent(work, {
    accountId: input.accountId,
    adjustmentId: input.adjustmentId,
    action: 'reverse-adjustment',
    reason: input.reason,
    detail: { amount: input.amount.toString() },
  })
  work.announce({ topic: 'account', accountId: input.accountId })
  work.announce({ topic: 'queue' })
  return viewRequest(work, input)
}
