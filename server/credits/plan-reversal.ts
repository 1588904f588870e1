import { sql } from 'kysely'
import { merkleRoot } from '#shared/credits/merkle.ts'
import { digest } from '../programmes/digest.ts'
import type { Work } from '../work.ts'
import type { Run } from './load-run.ts'
import { planLeaf } from './plan-accounts.ts'
import type { BatchToPlan } from './plan-batch.ts'
import { announceRun } from './step-run.ts'

type Row = { accountId: string; amount: bigint; step: number; because: string | null; factsHash: string }

/**
 * Lists the credits of the mirrored run in a stretch of accounts; of a correction, what the over-credited had too much, from
 * their latest credit. What was taken back by hand, in whole or part, is left as it is.
 */
export async function planReversal(work: Work, run: Run, batch: BatchToPlan): Promise<number> {
  const found = await sql<Row>`
    insert into run_plans (run_id, account_id, amount, amount_text, currency, step, goes_to, takes_back, because, facts, facts_hash)
    select ${run.runId}::bigint, k.account_id, case when v.credit_id is null then k.amount else 0 end, '', k.currency, k.step, k.goes_to, k.credit_id,
      case when v.credit_id is not null then 'It was taken back by hand already, in whole or in part.' end, k.facts, k.facts_hash
    from credits k left join reversals v on v.account_id = k.account_id and v.credit_id = k.credit_id
    where k.run_id = ${run.reversesRun} and k.account_id > ${batch.afterAccount} and k.account_id <= ${batch.lastAccount}
    union all
    select ${run.runId}::bigint, p.account_id, coalesce(least(k.amount, p.given - p.set_off), 0), '', p.currency, coalesce(k.step, 1), p.goes_to, k.credit_id,
      case when k.credit_id is null then 'No credit of it is left that could be taken back.' end, p.facts, p.facts_hash
    from run_plans p
    join programme_runs o on o.run_id = p.run_id and o.kind = 'correction'
    left join lateral (select c.* from credits c where c.account_id = p.account_id and c.outage_id = ${run.outageId} and c.programme_id = ${run.programme.id}
      and not exists (select from reversals v where v.account_id = c.account_id and v.credit_id = c.credit_id)
      order by c.credit_id desc limit 1) k on true
    where p.run_id = ${run.reversesRun} and p.amount = 0 and p.given > p.set_off
      and p.account_id > ${batch.afterAccount} and p.account_id <= ${batch.lastAccount}
      and not exists (select from credits own where own.account_id = p.account_id and own.run_id = p.run_id)
    returning account_id, amount, step, because, facts_hash`.execute(work.tx)
  const rows = found.rows.sort((one, other) => (one.accountId < other.accountId ? -1 : 1))
  const leaves = rows.map((row) =>
    planLeaf([row.accountId, row.amount.toString(), String(row.step), row.because ?? '', row.factsHash]),
  )
  const due = rows.filter(({ amount }) => amount > 0n)
  const amount = due.reduce((sum, row) => sum + row.amount, 0n)
  await sql`update run_batches set state = 'planned', looked = ${rows.length}::int, due = ${due.length}::int, due_amount = ${amount}::bigint,
      plan_root = ${merkleRoot(leaves, digest)}
    where run_id = ${run.runId} and batch = ${batch.batch}::int`.execute(work.tx)
  announceRun(work, run.runId)
  return rows.length
}
