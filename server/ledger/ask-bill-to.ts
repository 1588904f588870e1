import { recordEvent } from '../audit/record-event.ts'
import { actorOf, type Work } from '../work.ts'
import type { ItemView, LoadedItem } from './load-item.ts'

/** One manager names another number at billing: it waits, in the place of one that was named before, and nothing is sent. */
export async function askBillTo(
  work: Work,
  item: LoadedItem,
  { billTo, reason }: { billTo: string; reason: string },
): Promise<ItemView> {
  const { accountId, transferId } = item
  if (item.asked) await endBillTo(work, item, 'withdrawn')
  await work.tx
    .insertInto('billToChanges')
    .values({
      accountId,
      transferId,
      billTo,
      reason,
      requestedBy: actorOf(work).staffId,
      decidedBy: null,
      decidedAt: null,
      businessDate: work.businessDate,
    })
    .execute()
  await recordEvent(work, {
    accountId,
    action: 'ask-bill-to',
    reason,
    ...(item.creditId === null ? {} : { creditId: item.creditId }),
    detail: { transferId: transferId.toString(), amount: item.left.toString(), billTo },
  })
  work.announce({ topic: 'promises' })
  return {
    accountId,
    transferId: transferId.toString(),
    billing: item.billing,
    delivery: item.delivery,
    asked: billTo,
  }
}

/** What was asked is agreed to by another manager, or gives way to what is done instead; the caller's event says which. */
export async function endBillTo(
  work: Work,
  { accountId, transferId }: LoadedItem,
  state: 'agreed' | 'withdrawn',
): Promise<void> {
  const agreed = state === 'agreed'
  await work.tx
    .updateTable('billToChanges')
    .set({
      state,
      decidedBy: agreed ? actorOf(work).staffId : null,
      decidedAt: agreed ? work.now : null,
    })
    .where('accountId', '=', accountId)
    .where('transferId', '=', transferId)
    .where('state', '=', 'requested')
    .returning('changeId')
    .executeTakeFirstOrThrow()
}
