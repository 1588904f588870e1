import { sql } from 'kysely'
import { Refusal } from '../refusal.ts'
import type { Work } from '../work.ts'
import { lockRun } from './lock-run.ts'
import { stepRun } from './step-run.ts'

/** Pays the first so many due accounts of the plan, to be looked at before the rest; the batch they end in is cut in two. */
export async function postCanary(work: Work, input: { runId: bigint; accounts: number }): Promise<void> {
  const { runId, accounts } = input
  if (!Number.isInteger(accounts) || accounts < 1)
    throw new Refusal('BAD_REQUEST', 'A canary is at least one account.')
  await lockRun(work, runId, 'alone')
  await stepRun(work, runId, 'canary', { action: 'post-canary' })
  const found = await sql<{ accountId: string }>`
    select account_id from run_plans where run_id = ${runId} and amount > 0 order by account_id limit 1 offset ${accounts - 1}::int`.execute(
    work.tx,
  )
  const last = found.rows[0]?.accountId
  if (last === undefined) {
    await sql`update run_batches set canary = true where run_id = ${runId}`.execute(work.tx)
    return
  }
  await sql`
    with cut as (
      select batch, last_account, planned_to, due, due_amount from run_batches where run_id = ${runId} and after_account < ${last} and last_account > ${last}
    ), kept as (
      select count(*)::int as due, coalesce(sum(p.amount), 0)::bigint as amount from run_plans p, cut b, run_batches o
      where o.run_id = ${runId} and o.batch = b.batch and p.run_id = ${runId} and p.account_id > o.after_account and p.account_id <= ${last} and p.amount > 0
    ), rest as (
      insert into run_batches (run_id, batch, after_account, last_account, planned_to, state, due, due_amount)
      select ${runId}::bigint, (select max(batch) + 1 from run_batches where run_id = ${runId}), ${last}, b.last_account, b.planned_to, 'planned',
        b.due - k.due, b.due_amount - k.amount from cut b, kept k
    )
    update run_batches o set last_account = ${last}, due = k.due, due_amount = k.amount from cut b, kept k where o.run_id = ${runId} and o.batch = b.batch`.execute(
    work.tx,
  )
  await sql`update run_batches set canary = true where run_id = ${runId} and last_account <= ${last}`.execute(
    work.tx,
  )
}
