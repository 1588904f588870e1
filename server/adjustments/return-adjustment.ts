import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { mayReturn } from '#shared/adjustments/permissions.ts'
import type { AdjustmentView } from '#shared/adjustments/views.ts'
import { formatMoney, money } from '#shared/money.ts'
import { recordEvent } from '../audit/record-event.ts'
import { insist } from '../refusal.ts'
import { actorOf, type Work } from '../work.ts'
import { requestFactsOf } from './adjustment-view.ts'
import { loadRequest, lockAccount, type RequestKey, viewRequest } from './load-request.ts'
import { releaseHold } from './release-hold.ts'

/**
 * Sends a request back with a question. What it held is given back, and its words are a draft again, under a new key:
 * whoever asked finds them on the account, mends them and asks anew. A draft begun meanwhile stays as it is.
 */
export async function returnAdjustment(
  work: Work,
  input: RequestKey & { reason: string },
): Promise<AdjustmentView> {
  const actor = actorOf(work)
  await lockAccount(work, input.accountId)
  const { row, facts, desk } = await loadRequest(work.tx, input, actor, work.businessDate)
  const request = requestFactsOf(row, facts, desk.stopped)
  insist(mayReturn(actor, request), { link: { accountId: input.accountId, adjustmentId: row.adjustmentId } })

  await work.tx
    .updateTable('adjustments')
    .set({ state: 'returned', decidedBy: actor.staffId, decidedAt: work.now, decisionReason: input.reason })
    .where('accountId', '=', input.accountId)
    .where('adjustmentId', '=', input.adjustmentId)
    .where('state', '=', 'requested')
    .returning('adjustmentId')
    .executeTakeFirstOrThrow()
  await releaseHold(work, input, { staffId: request.requestedBy, day: row.day })
  const amountText = formatMoney(money(request.requested, request.currency)).replace(/[^\d.]/g, '')
  await sql`insert into drafts (account_id, draft_id, staff_id, outage_id, amount_text, reason_code, note)
    select account_id, ${randomUUID()}::uuid, requested_by, outage_id, ${amountText}, reason_code, note
    from adjustments where account_id = ${input.accountId} and adjustment_id = ${input.adjustmentId}
    on conflict (account_id, staff_id, outage_id) where sent_at is null do nothing`.execute(work.tx)
  await recordEvent(work, {
    accountId: input.accountId,
    adjustmentId: input.adjustmentId,
    action: 'return-adjustment',
    reason: input.reason,
  })
  work.announce({ topic: 'account', accountId: input.accountId })
  work.announce({ topic: 'queue' })
  return viewRequest(work, input)
}
