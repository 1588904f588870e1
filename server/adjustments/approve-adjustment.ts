import { sql } from 'kysely'
import { isExcludedSegment } from '#shared/adjustments/decide.ts'
import { mayApprove } from '#shared/adjustments/permissions.ts'
import type { AdjustmentView } from '#shared/adjustments/views.ts'
import { offerBar } from '#shared/credits/fair-offer.ts'
import { formatMoney, money } from '#shared/money.ts'
import type { Actor, Role } from '#shared/staff/roles.ts'
import { billCloseAfter } from '#shared/time.ts'
import { recordEvent } from '../audit/record-event.ts'
import { postTransfer } from '../ledger/post-transfer.ts'
import { insist, Refusal } from '../refusal.ts'
import { actorOf, type Work } from '../work.ts'
import type { AccountFacts } from './account-facts.ts'
import { requestFactsOf } from './adjustment-view.ts'
import { loadRequest, lockAccount, type RequestKey, viewRequest } from './load-request.ts'
import { oneMoreAct, pace, paceAllows } from './pace.ts'
import { giveBack, holdOf } from './release-hold.ts'

/** The account may have changed since it was asked: closed, moved to prepaid, or to a segment that needs a manager. */
function refuseIfBarredNow({ type, status }: AccountFacts['account'], role: Role): void {
  const bar = offerBar(type, status) ?? ''
  if (status === 'closed') throw new Refusal('ACCOUNT_CLOSED', bar)
  if (type === 'prepaid') throw new Refusal('NO_BILL_TO_CREDIT', bar)
  if (isExcludedSegment(type) && role !== 'manager') throw new Refusal('OVER_AUTHORITY', bar)
}

/** What one approves counts towards one's own day, as what one gives does (rulings 4): a pair cannot go on for ever. */
async function countTowardsDay(work: Work, actor: Actor, amount: bigint, currency: string): Promise<void> {
  const most = actor.limits?.perDay ?? 0n
  const level = actor.limits?.level ?? ''
  const counted = await sql`
    insert into staff_days (staff_id, business_date, given, acts) select ${actor.staffId}::bigint, ${work.businessDate}::date, ${amount}::bigint, 1
    where ${amount}::bigint <= ${most}::bigint
    on conflict (staff_id, business_date) do update set given = staff_days.given + excluded.given, ${oneMoreAct(level)}
    where staff_days.given + excluded.given <= ${most}::bigint and ${paceAllows(level)} returning given`.execute(
    work.tx,
  )
  if (counted.rows.length > 0) return
  await pace(work)
  throw new Refusal(
    'OVER_AUTHORITY',
    `With what you gave and approved today it passes your limit of ${formatMoney(money(most, currency))} for a day: leave it to a colleague.`,
  )
}

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
  refuseIfBarredNow(facts.account, actor.role)
  if (input.amount < request.requested && input.reason.length < 3) {
    throw new Refusal('NOTE_REQUIRED', 'Say why you approve less than was asked.', {
      fields: [{ path: 'reason', rule: 'required for less' }],
    })
  }

  await countTowardsDay(work, actor, input.amount, facts.account.currency)
  await work.tx
    .insertInto('approvals')
    .values({
      accountId: input.accountId,
      adjustmentId: input.adjustmentId,
      approvedBy: actor.staffId,
      requestedBy: request.requestedBy,
      amount: input.amount,
      reason: input.reason,
      businessDate: work.businessDate,
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
    .returning('adjustmentId')
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
