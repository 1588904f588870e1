import { sql } from 'kysely'
import { mayResend } from '#shared/ledger/permissions.ts'
import { billCloseAfter } from '#shared/time.ts'
import { recordEvent } from '../audit/record-event.ts'
import { insist } from '../refusal.ts'
import { actorOf, type Work } from '../work.ts'
import { type ItemKey, type ItemView, loadItem } from './load-item.ts'
import { requeueItem } from './requeue-item.ts'

/**
 * Sends a dead letter, or what billing refused, once more: under the same key, so that it is booked once however often
 * it arrives. The code of the general ledger is read anew, and billing's number of the account may be mended.
 */
export async function resendItem(
  work: Work,
  input: ItemKey & { reason: string; billTo: string | null },
): Promise<ItemView> {
  const actor = actorOf(work)
  const item = await loadItem(work, input)
  insist(mayResend(actor, item), { link: { accountId: input.accountId } })
  const billOn =
    item.billOn > work.businessDate ? item.billOn : billCloseAfter(work.businessDate, item.billDay)
  const carried = item.direction === 'credit' && (item.billing === 'failed' || item.billing === 'queued')
  if (carried) await requeueItem(work, item, { route: item.way ?? 'bill', billOn, billTo: input.billTo })
  else
    await sql`update billing_items set billing = case when billing = 'failed' then 'queued' else billing end, failed_on = null,
        delivery = 'waiting', tries = 0, next_try_at = now(), resent_at = now(), problem = null,
        bill_to = coalesce(${input.billTo}::text, bill_to)
      where account_id = ${item.accountId} and transfer_id = ${item.transferId}`.execute(work.tx)
  await recordEvent(work, {
    accountId: item.accountId,
    action: 'resend-billing',
    reason: input.reason,
    ...(item.creditId === null ? {} : { creditId: item.creditId }),
    detail: { transferId: item.transferId.toString(), amount: item.left.toString(), billTo: input.billTo },
  })
  work.announce({ topic: 'account', accountId: item.accountId })
  work.announce({ topic: 'promises' })
  return {
    accountId: item.accountId,
    transferId: item.transferId.toString(),
    billing: item.billing === 'failed' ? 'queued' : item.billing,
    delivery: 'waiting',
  }
}
