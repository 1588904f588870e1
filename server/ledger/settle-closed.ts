import { maySettle } from '#shared/ledger/permissions.ts'
import { recordEvent } from '../audit/record-event.ts'
import { insist } from '../refusal.ts'
import { actorOf, type Work } from '../work.ts'
import { endBillTo } from './ask-bill-to.ts'
import { type ItemKey, type ItemView, loadItem } from './load-item.ts'
import { requeueItem } from './requeue-item.ts'

/**
 * A closed account's credit goes on its final bill or back as a refund: written down once with who and why, and handed
 * to billing that way at once.
 */
export async function settleClosed(
  work: Work,
  input: ItemKey & { way: 'final_bill' | 'refund'; reason: string },
): Promise<ItemView> {
  const actor = actorOf(work)
  const item = await loadItem(work, input)
  insist(maySettle(actor, item), { link: { accountId: input.accountId } })
  if (item.asked) await endBillTo(work, item, 'withdrawn')
  await work.tx
    .insertInto('settlements')
    .values({
      accountId: item.accountId,
      transferId: item.transferId,
      way: input.way,
      amount: item.left,
      currency: item.currency,
      reason: input.reason,
      settledBy: actor.staffId,
      businessDate: work.businessDate,
    })
    .execute()
  await requeueItem(work, item, { route: input.way, billOn: item.billOn, billTo: null })
  await recordEvent(work, {
    accountId: item.accountId,
    action: 'settle-closed',
    reason: input.reason,
    ...(item.creditId === null ? {} : { creditId: item.creditId }),
    detail: { transferId: item.transferId.toString(), way: input.way, amount: item.left.toString() },
  })
  work.announce({ topic: 'account', accountId: item.accountId })
  work.announce({ topic: 'promises' })
  return {
    accountId: item.accountId,
    transferId: item.transferId.toString(),
    billing: 'queued',
    delivery: 'waiting',
    asked: null,
  }
}
