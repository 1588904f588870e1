import { mayWithdraw } from '#shared/adjustments/permissions.ts'
import type { AdjustmentView } from '#shared/adjustments/views.ts'
import { insist } from '../refusal.ts'
import { actorOf, type Work } from '../work.ts'
import { requestFactsOf } from './adjustment-view.ts'
import { endRequest } from './end-request.ts'
import { loadRequest, lockAccount, type RequestKey, viewRequest } from './load-request.ts'

/** Takes one's own request back. It stays in the list as withdrawn; nothing is erased. */
export async function withdrawAdjustment(work: Work, input: RequestKey): Promise<AdjustmentView> {
  const actor = actorOf(work)
  await lockAccount(work, input.accountId)
  const { row, facts, desk } = await loadRequest(work.tx, input, actor, work.businessDate)
  const request = requestFactsOf(row, facts, desk.stopped)
  insist(mayWithdraw(actor, request))

  await endRequest(
    work,
    input,
    { staffId: request.requestedBy, day: row.day },
    { state: 'withdrawn', action: 'withdraw-adjustment' },
  )
  return viewRequest(work, input)
}
