import type { RequestFacts } from '#shared/adjustments/permissions.ts'
import type { Actor } from '#shared/staff/roles.ts'
import type { Verdict } from '#shared/verdict.ts'
import { recordEvent } from '../audit/record-event.ts'
import { insist } from '../refusal.ts'
import { actorOf, type Work } from '../work.ts'
import { requestFactsOf } from './adjustment-view.ts'
import { loadRequest, lockAccount, type RequestKey } from './load-request.ts'
import { releaseHold } from './release-hold.ts'

type Ruling = {
  may(actor: Actor, request: RequestFacts): Verdict
  state: 'refused' | 'returned'
  action: string
}

/** Decides a request without granting it, for a reason that its requester will read. What it held is given back. */
export async function turnDownRequest(
  work: Work,
  input: RequestKey & { reason: string },
  { may, state, action }: Ruling,
): Promise<RequestFacts> {
  const actor = actorOf(work)
  await lockAccount(work, input.accountId)
  const { row, facts, desk } = await loadRequest(work.tx, input, actor, work.businessDate)
  const request = requestFactsOf(row, facts, desk.stopped)
  insist(may(actor, request), { link: { accountId: input.accountId, adjustmentId: row.adjustmentId } })

  await work.tx
    .updateTable('adjustments')
    .set({ state, decidedBy: actor.staffId, decidedAt: work.now, decisionReason: input.reason })
    .where('accountId', '=', input.accountId)
    .where('adjustmentId', '=', input.adjustmentId)
    .where('state', '=', 'requested')
    .returning('adjustmentId')
    .executeTakeFirstOrThrow()
  await releaseHold(work, input, { staffId: request.requestedBy, day: row.day })
  await recordEvent(work, {
    accountId: input.accountId,
    adjustmentId: input.adjustmentId,
    action,
    reason: input.reason,
  })
  work.announce({ topic: 'account', accountId: input.accountId })
  work.announce({ topic: 'queue' })
  return request
}
