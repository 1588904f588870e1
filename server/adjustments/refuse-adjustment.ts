import { mayRefuse } from '#shared/adjustments/permissions.ts'
import type { AdjustmentView } from '#shared/adjustments/views.ts'
import { recordEvent } from '../audit/record-event.ts'
import { insist } from '../refusal.ts'
import { actorOf, type Work } from '../work.ts'
import { requestFactsOf } from './adjustment-view.ts'
import { loadRequest, lockAccount, type RequestKey, viewRequest } from './load-request.ts'
import { releaseHold } from './release-hold.ts'

/** Refuses a request, with the reason that its requester will read. What it held is given back. */
export async function refuseAdjustment(
  work: Work,
  input: RequestKey & { reason: string },
): Promise<AdjustmentView> {
  const actor = actorOf(work)
  await lockAccount(work, input.accountId)
  const { row, facts, desk } = await loadRequest(work.tx, input, actor, work.businessDate)
  const request = requestFactsOf(row, facts, desk.stopped)
  insist(mayRefuse(actor, request), { link: { accountId: input.accountId, adjustmentId: row.adjustmentId } })

  await work.tx
    .updateTable('adjustments')
    .set({ state: 'refused', decidedBy: actor.staffId, decidedAt: work.now, decisionReason: input.reason })
    .where('accountId', '=', input.accountId)
    .where('adjustmentId', '=', input.adjustmentId)
    .where('state', '=', 'requested')
    .returning('adjustmentId')
    .executeTakeFirstOrThrow()
  await releaseHold(work, input, { staffId: request.requestedBy, day: row.day })
  await recordEvent(work, {
    accountId: input.accountId,
    adjustmentId: input.adjustmentId,
    action: 'refuse-adjustment',
    reason: input.reason,
  })
  work.announce({ topic: 'account', accountId: input.accountId })
  work.announce({ topic: 'queue' })
  return viewRequest(work, input)
}
