import type { RequestFacts } from '#shared/adjustments/permissions.ts'
import type { Actor } from '#shared/staff/roles.ts'
import type { Verdict } from '#shared/verdict.ts'
import { insist } from '../refusal.ts'
import { actorOf, type Work } from '../work.ts'
import { requestFactsOf } from './adjustment-view.ts'
import { endRequest } from './end-request.ts'
import { loadRequest, lockAccount, type RequestKey } from './load-request.ts'

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

  await endRequest(
    work,
    input,
    { staffId: request.requestedBy, day: row.day },
    { state, action, decision: { decidedBy: actor.staffId, reason: input.reason } },
  )
  return request
}
