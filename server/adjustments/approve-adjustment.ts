import { mayApprove } from '#shared/adjustments/permissions.ts'
import type { AdjustmentView } from '#shared/adjustments/views.ts'
import { offerBar } from '#shared/credits/fair-offer.ts'
import { billCloseAfter } from '#shared/time.ts'
import { recordEvent } from '../audit/record-event.ts'
import { postTransfer } from '../ledger/post-transfer.ts'
import { insist, Refusal } from '../refusal.ts'
import { actorOf, type Work } from '../work.ts'
import { loadRequest, lockAccount, type RequestKey, viewRequest } from './load-request.ts'
import { giveBack, holdOf } from './release-hold.ts'
import { requestFactsOf } from './standing.ts'

/**
 * A supervisor or manager approves a request, in full or for less, by their own authority and against the facts of now.
 * It promises: never one's own, decided once, exactly the held money is posted and the rest is given back.
 */
export async function approveAdjustment(
  work: Work,
  input: RequestKey & { amount: bigint; reason: string },
): Promise<AdjustmentView> {
  const actor = actorOf(work)
  await lockAccount(work, input.accountId)
  const { row, facts, desk } = await loadRequest(work.tx, input, actor, work.businessDate)
  const request = requestFactsOf(row, facts, desk.stopped)
  insist(mayApprove(actor, request, input.amount), {
    link: { accountId: input.accountId, adjustmentId: row.adjustmentId },
  })
  if (facts.account.status === 'closed')
    throw new Refusal('ACCOUNT_CLOSED', offerBar(facts.account.type, 'closed') ?? '')
  if (input.amount < request.requested && input.reason.length < 3) {
    throw new Refusal('NOTE_REQUIRED', 'Say why you approve less than was asked.', {
      fields: [{ path: 'reason', rule: 'required for less' }],
    })
  }

  await work.tx
    .insertInto('approvals')
    .values({
      accountId: input.accountId,
      adjustmentId: input.adjustmentId,
      approvedBy: actor.staffId,
      requestedBy: request.requestedBy,
      amount: input.amount,
      reason: input.reason,
    })
    .execute()
  const earlier = row.approvals.map((approval) => BigInt(approval.amount))
  const granted = [input.amount, ...earlier].reduce((least, amount) => (amount < least ? amount : least))
  const event = {
    accountId: input.accountId,
    adjustmentId: input.adjustmentId,
    ...(input.reason ? { reason: input.reason } : {}),
    detail: { amount: granted.toString() },
  }
  work.announce({ topic: 'account', accountId: input.accountId })
  work.announce({ topic: 'queue' })
  if (earlier.length + 1 < row.approvalsNeeded) {
    await recordEvent(work, { ...event, action: 'approve-adjustment-first' })
    return viewRequest(work, input)
  }

  await work.tx
    .updateTable('adjustments')
    .set({
      state: 'granted',
      granted,
      decidedBy: actor.staffId,
      decidedAt: work.now,
      decisionReason: input.reason || null,
      billing: 'scheduled',
      billOn: billCloseAfter(work.businessDate, facts.account.billDay, 1),
      promisedBy: billCloseAfter(work.businessDate, facts.account.billDay, 2),
    })
    .where('accountId', '=', input.accountId)
    .where('adjustmentId', '=', input.adjustmentId)
    .where('state', '=', 'requested')
    .executeTakeFirstOrThrow()
  const hold = await holdOf(work, input)
  await postTransfer(work, {
    ...hold,
    accountId: input.accountId,
    kind: 'post_hold',
    amount: granted,
    adjustmentId: input.adjustmentId,
    holdId: hold.transferId,
  })
  await giveBack(work, hold, hold.amount - granted, { staffId: request.requestedBy, day: row.day })
  await recordEvent(work, { ...event, action: 'approve-adjustment' })
  return viewRequest(work, input)
}
