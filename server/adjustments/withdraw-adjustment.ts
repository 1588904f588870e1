import { mayWithdraw } from '#shared/adjustments/permissions.ts'
import type { AdjustmentView } from '#shared/adjustments/views.ts'
import { recordEvent } from '../audit/record-event.ts'
import { insist } from '../refusal.ts'
import { actorOf, type Work } from '../work.ts'
import { requestFactsOf } from './adjustment-view.ts'
import { loadRequest, lockAccount, type RequestKey, viewRequest } from './load-request.ts'
import { releaseHold } from './release-hold.ts'

/** Takes one's own request back. It stays in the list as withdrawn; nothing is erased. */
export async function withdrawAdjustment(work: Work, input: RequestKey): Promise<AdjustmentView> {
  const actor = actorOf(work)
  await lockAccount(work, input.accountId)
  const { row, facts, desk } = await loadRequest(work.tx, input, actor, work.businessDate)
  const request = requestFactsOf(row, facts, desk.stopped)
  insist(mayWithdraw(actor, request))

  await work.tx
    .updateTable('adjustments')
    .set({ state: 'withdrawn' })
    .where('accountId', '=', input.accountId)
    .where('adjustmentId', '=', input.adjustmentId)
    .where('state', '=', 'requested')
    .returning('adjustmentId')
    .executeTakeFirstOrThrow()
  await releaseHold(work, input, { staffId: request.requestedBy, day: row.day })
  await recordEvent(work, {
    accountId: input.accountId,
    adjustmentId: input.adjustmentId,
    action: 'withdraw-adjustment',
  })
  work.announce({ topic: 'account', accountId: input.accountId })
  work.announce({ topic: 'queue' })
  return viewRequest(work, input)
}
