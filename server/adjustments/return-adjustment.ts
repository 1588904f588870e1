import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { mayReturn } from '#shared/adjustments/permissions.ts'
import type { AdjustmentView } from '#shared/adjustments/views.ts'
import { formatMoney, money } from '#shared/money.ts'
import type { Work } from '../work.ts'
import { type RequestKey, viewRequest } from './load-request.ts'
import { turnDownRequest } from './turn-down-request.ts'

/**
 * Sends a request back with a question. What it held is given back, and its words are a draft again, under a new key:
 * whoever asked finds them on the account, mends them and asks anew. A draft begun meanwhile stays as it is.
 */
export async function returnAdjustment(
  work: Work,
  input: RequestKey & { reason: string },
): Promise<AdjustmentView> {
  const request = await turnDownRequest(work, input, {
    may: mayReturn,
    state: 'returned',
    action: 'return-adjustment',
  })
  const amountText = formatMoney(money(request.requested, request.currency)).replace(/[^\d.]/g, '')
  await sql`insert into drafts (account_id, draft_id, staff_id, outage_id, amount_text, reason_code, note)
    select account_id, ${randomUUID()}::uuid, requested_by, outage_id, ${amountText}, reason_code, note
    from adjustments where account_id = ${input.accountId} and adjustment_id = ${input.adjustmentId}
    on conflict (account_id, staff_id, outage_id) where sent_at is null do nothing`.execute(work.tx)
  return viewRequest(work, input)
}
