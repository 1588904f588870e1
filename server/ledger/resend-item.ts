import { sql } from 'kysely'
import { mayResend, nameBillTo } from '#shared/ledger/permissions.ts'
import { billCloseAfter } from '#shared/time.ts'
import { recordEvent } from '../audit/record-event.ts'
import { insist } from '../refusal.ts'
import { actorOf, type Work } from '../work.ts'
import { askBillTo, endBillTo } from './ask-bill-to.ts'
import { type ItemKey, type ItemView, loadItem } from './load-item.ts'
import { requeueItem } from './requeue-item.ts'

/**
 * Sends a dead letter, or what billing refused, once more: under the same key, so that it is booked once however often
 * it arrives. The code of the general ledger is read anew. Billing's number of the account may be mended, by two: the
 * first who names another number only asks, and nothing is sent before another manager names the same.
 */
export async function resendItem(
  work: Work,
  input: ItemKey & { reason: string; billTo: string | null },
): Promise<ItemView> {
  const actor = actorOf(work)
  const item = await loadItem(work, input)
  const link = { accountId: input.accountId }
  insist(mayResend(actor, item), { link })
  const billTo = input.billTo === (item.billTo ?? item.accountId) ? null : input.billTo
  const { step, verdict } = nameBillTo(actor, item, billTo)
  insist(verdict, { link })
  if (step === 'ask' && billTo !== null) return askBillTo(work, item, { billTo, reason: input.reason })
  if (item.asked) await endBillTo(work, item, step === 'agree' ? 'agreed' : 'withdrawn')
  const billOn =
    item.billOn > work.businessDate ? item.billOn : billCloseAfter(work.businessDate, item.billDay)
  const carried = item.direction === 'credit' && (item.billing === 'failed' || item.billing === 'queued')
  if (carried) await requeueItem(work, item, { route: item.way ?? 'bill', billOn, billTo })
  else
    await sql`update billing_items set billing = case when billing = 'failed' then 'queued' else billing end, failed_on = null,
        delivery = 'waiting', tries = 0, next_try_at = now(), resent_at = now(), problem = null,
        bill_to = coalesce(${billTo}::text, bill_to)
      where account_id = ${item.accountId} and transfer_id = ${item.transferId}`.execute(work.tx)
  await recordEvent(work, {
    accountId: item.accountId,
    action: 'resend-billing',
    reason: input.reason,
    ...(item.creditId === null ? {} : { creditId: item.creditId }),
    detail: {
      transferId: item.transferId.toString(),
      amount: item.left.toString(),
      billTo,
      ...(step === 'agree' && item.asked ? { askedBy: item.asked.by.toString() } : {}),
    },
  })
  work.announce({ topic: 'account', accountId: item.accountId })
  work.announce({ topic: 'promises' })
  return {
    accountId: item.accountId,
    transferId: item.transferId.toString(),
    billing: item.billing === 'failed' ? 'queued' : item.billing,
    delivery: 'waiting',
    asked: null,
  }
}
