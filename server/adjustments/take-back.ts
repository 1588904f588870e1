import { decideReversal } from '#shared/adjustments/reversal.ts'
import type { TakenBack } from '#shared/adjustments/views.ts'
import { money, moneyView } from '#shared/money.ts'
import { recordEvent } from '../audit/record-event.ts'
import { returnBudget } from '../ledger/budgets.ts'
import { postTransfer } from '../ledger/post-transfer.ts'
import { insist, notFound } from '../refusal.ts'
import { actorOf, type Work } from '../work.ts'
import type { PostedItem } from './posted-item.ts'

/** At once within one's limit; above it the same words become a request that somebody else decides (rulings 8). */
export async function takeBack(
  work: Work,
  item: PostedItem,
  input: { amount: bigint; reason: string },
): Promise<TakenBack> {
  const actor = actorOf(work)
  const { verdict, way } = decideReversal(actor, item, input.amount)
  const { accountId, adjustmentId, creditId } = item
  insist(verdict, {
    link: { accountId, ...(adjustmentId === null ? {} : { adjustmentId: adjustmentId.toString() }) },
  })
  if (way === 'post') {
    await postReversal(work, item, { ...input, reversedBy: actor.staffId, approvedBy: null })
  } else {
    await work.tx
      .insertInto('reversalRequests')
      .values({
        accountId,
        adjustmentId,
        creditId,
        amount: input.amount,
        currency: item.currency,
        reason: input.reason,
        requestedBy: actor.staffId,
        requestedAt: work.now,
        businessDate: work.businessDate,
        decidedBy: null,
        decidedAt: null,
        decisionReason: null,
      })
      .execute()
    await recordEvent(work, {
      ...eventOf(item),
      action: 'request-reversal',
      reason: input.reason,
      detail: { amount: input.amount.toString() },
    })
    announceItem(work, item)
  }
  return answerOf(item, input.amount, way === 'post' ? 'taken back' : 'asked')
}

type Reversal = { amount: bigint; reason: string; reversedBy: bigint; approvedBy: bigint | null }

/**
 * The one transfer that mirrors the posting, and its reversal. The budget gets it back, the person's day does not; only
 * a whole reversal frees the cause for another credit (rulings 8, 9).
 */
export async function postReversal(work: Work, item: PostedItem, reversal: Reversal): Promise<void> {
  const { accountId, adjustmentId, creditId, posted, currency } = item
  if (!posted) throw notFound('posting')
  const { amount, reason, reversedBy, approvedBy } = reversal
  const transferId = await postTransfer(work, {
    accountId,
    kind: 'reverse',
    amount,
    currency,
    outageId: posted.outageId,
    budgetId: posted.budgetId,
    stripe: posted.stripe,
    reversesId: posted.transferId,
    ...(adjustmentId === null ? {} : { adjustmentId }),
    ...(creditId === null ? {} : { creditId }),
  })
  await work.tx
    .insertInto('reversals')
    .values({
      accountId,
      adjustmentId,
      creditId,
      transferId,
      amount,
      reason,
      reversedBy,
      approvedBy,
      requestedBy: item.requestedBy,
      decidedBy: item.decidedBy,
      businessDate: work.businessDate,
    })
    .execute()
  await returnBudget(work, posted.budgetId, posted.stripe, amount)
  if (amount === item.amount) await freeWhole(work, item)
  await recordEvent(work, {
    ...eventOf(item),
    action:
      approvedBy === null ? `reverse-${adjustmentId === null ? 'credit' : 'adjustment'}` : 'approve-reversal',
    reason,
    detail: { amount: amount.toString() },
  })
  announceItem(work, item)
}

async function freeWhole(work: Work, { accountId, adjustmentId, creditId }: PostedItem): Promise<void> {
  if (adjustmentId !== null)
    await work.tx
      .updateTable('adjustments')
      .set({ state: 'reversed' })
      .where('accountId', '=', accountId)
      .where('adjustmentId', '=', adjustmentId)
      .where('state', '=', 'granted')
      .returning('adjustmentId')
      .executeTakeFirstOrThrow()
  await work.tx
    .updateTable('claims')
    .set({ freedAt: work.now })
    .where('accountId', '=', accountId)
    .where('freedAt', 'is', null)
    .where(adjustmentId === null ? 'creditId' : 'adjustmentId', '=', adjustmentId ?? creditId ?? 0n)
    .execute()
}

export const eventOf = ({ accountId, adjustmentId, creditId }: PostedItem) => ({
  accountId,
  ...(adjustmentId === null ? {} : { adjustmentId }),
  ...(creditId === null ? {} : { creditId }),
})

export function announceItem(work: Work, { accountId }: PostedItem): void {
  work.announce({ topic: 'account', accountId })
  work.announce({ topic: 'queue' })
}

export function answerOf(item: PostedItem, amount: bigint, state: TakenBack['state']): TakenBack {
  return {
    accountId: item.accountId,
    name: item.name,
    amount: moneyView(money(amount, item.currency)),
    way: state === 'asked' ? 'request' : 'post',
    state,
  }
}
