import { sql } from 'kysely'
import type { ReversalState } from '#shared/adjustments/states.ts'
import { notFound, Refusal } from '../refusal.ts'
import type { Work } from '../work.ts'
import { lockAccount } from './load-request.ts'
import { type PostedItem, postedItem } from './posted-item.ts'

export type ReversalKey = { accountId: string; reversalRequestId: bigint }

/** Locks the account and reads what is to be taken back; one that was decided meanwhile says by whom. */
export async function lockReversal(work: Work, key: ReversalKey): Promise<PostedItem> {
  await lockAccount(work, key.accountId)
  const found = await sql<{
    adjustmentId: bigint | null
    creditId: bigint | null
    state: ReversalState
    decidedBy: string | null
  }>`select w.adjustment_id, w.credit_id, w.state, s.name as decided_by
    from reversal_requests w left join staff s on s.staff_id = w.decided_by
    where w.account_id = ${key.accountId} and w.reversal_request_id = ${key.reversalRequestId}`.execute(
    work.tx,
  )
  const row = found.rows[0]
  if (!row) throw notFound('request')
  if (row.state !== 'requested') {
    const by = row.decidedBy ? ` by ${row.decidedBy}` : ''
    const word = row.state === 'granted' ? 'approved' : row.state
    throw new Refusal('ALREADY_DECIDED', `Taking it back is already ${word}${by}.`)
  }
  const { accountId } = key
  if (row.adjustmentId !== null) return postedItem(work.tx, { accountId, adjustmentId: row.adjustmentId })
  if (row.creditId !== null) return postedItem(work.tx, { accountId, creditId: row.creditId })
  throw notFound('request')
}

/** Its one step, in one guarded update. */
export async function endReversalRequest(
  work: Work,
  key: ReversalKey,
  end: { state: Exclude<ReversalState, 'requested'>; decidedBy: bigint | null; reason: string | null },
): Promise<void> {
  await work.tx
    .updateTable('reversalRequests')
    .set({
      state: end.state,
      decidedBy: end.decidedBy,
      decidedAt: end.decidedBy === null ? null : work.now,
      decisionReason: end.reason,
    })
    .where('accountId', '=', key.accountId)
    .where('reversalRequestId', '=', key.reversalRequestId)
    .where('state', '=', 'requested')
    .returning('reversalRequestId')
    .executeTakeFirstOrThrow()
}
