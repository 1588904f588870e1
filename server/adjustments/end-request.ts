import { recordEvent } from '../audit/record-event.ts'
import type { Work } from '../work.ts'
import type { RequestKey } from './load-request.ts'
import { releaseHold } from './release-hold.ts'

type End = {
  state: 'refused' | 'returned' | 'withdrawn'
  action: string
  /** Who decided it, and why; nobody when its requester took it back. */
  decision?: { decidedBy: bigint; reason: string }
}

/** A waiting request ends without a credit: what it held is given back, and the journal says by whom. Its account is locked. */
export async function endRequest(
  work: Work,
  { accountId, adjustmentId }: RequestKey,
  requester: { staffId: bigint; day: string },
  { state, action, decision }: End,
): Promise<void> {
  await work.tx
    .updateTable('adjustments')
    .set({
      state,
      ...(decision
        ? { decidedBy: decision.decidedBy, decidedAt: work.now, decisionReason: decision.reason }
        : {}),
    })
    .where('accountId', '=', accountId)
    .where('adjustmentId', '=', adjustmentId)
    .where('state', '=', 'requested')
    .returning('adjustmentId')
    .executeTakeFirstOrThrow()
  await releaseHold(work, { accountId, adjustmentId }, requester)
  await recordEvent(work, {
    accountId,
    adjustmentId,
    action,
    ...(decision ? { reason: decision.reason } : {}),
  })
  work.announce({ topic: 'account', accountId })
  work.announce({ topic: 'queue' })
}
