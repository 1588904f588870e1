import { sql } from 'kysely'
import type { AdjustmentView } from '#shared/adjustments/views.ts'
import type { Actor } from '#shared/staff/roles.ts'
import type { Db } from '../db/client.ts'
import { notFound } from '../refusal.ts'
import { actorOf, type Work } from '../work.ts'
import type { AdjustmentRow } from './account-facts.ts'
import { adjustmentView, requestFactsOf } from './adjustment-view.ts'
import { type Loaded, loadAccount } from './load-account.ts'

export type RequestKey = { accountId: string; adjustmentId: bigint }
export type LoadedRequest = Loaded & { row: AdjustmentRow }

/** Whoever changes an account's money waits here for whoever does so already. */
export async function lockAccount(work: Work, accountId: string): Promise<void> {
  const found = await sql`select from accounts where account_id = ${accountId} for update`.execute(work.tx)
  if (found.rows.length === 0) throw notFound('request')
}

export async function loadRequest(
  db: Db,
  key: RequestKey,
  actor: Actor,
  businessDate: string,
): Promise<LoadedRequest> {
  const found = await db
    .selectFrom('adjustments')
    .select('outageId')
    .where('accountId', '=', key.accountId)
    .where('adjustmentId', '=', key.adjustmentId)
    .executeTakeFirst()
  if (!found) throw notFound('request')
  const loaded = await loadAccount(db, {
    accountId: key.accountId,
    outageId: found.outageId,
    actor,
    businessDate,
  })
  const row = loaded.facts.adjustments.find((each) => each.adjustmentId === key.adjustmentId.toString())
  if (!row) throw notFound('request')
  return { ...loaded, row }
}

/** The request as it stands after a command, for the one who acted. */
export async function viewRequest(work: Work, key: RequestKey): Promise<AdjustmentView> {
  const actor = actorOf(work)
  const { row, facts, desk } = await loadRequest(work.tx, key, actor, work.businessDate)
  return adjustmentView(row, requestFactsOf(row, facts, desk.stopped), actor)
}
