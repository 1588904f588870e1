import { sql } from 'kysely'
import { merkleRoot } from '#shared/credits/merkle.ts'
import { digest } from '../programmes/digest.ts'
import type { Work } from '../work.ts'
import type { Run } from './load-run.ts'
import { planLeaf } from './plan-accounts.ts'
import type { BatchToPlan } from './plan-batch.ts'
import { announceRun } from './step-run.ts'

type Row = { accountId: string; amount: bigint; step: number; because: string | null; factsHash: string }

/** Lists the credits of the mirrored run in a stretch of accounts. What was taken back by hand, in whole or part, is left as it is. */
export async function planReversal(work: Work, run: Run, batch: BatchToPlan): Promise<number> {
  const found = await sql<Row>`
    insert into run_plans (run_id, account_id, amount, amount_text, currency, step, goes_to, takes_back, because, facts, facts_hash)
    select ${run.runId}::bigint, k.account_id, case when v.credit_id is null then k.amount else 0 end, '', k.currency, k.step, k.goes_to, k.credit_id,
      case when v.credit_id is not null then 'It was taken back by hand already, in whole or in part.' end, k.facts, k.facts_hash
    from credits k left join reversals v on v.account_id = k.account_id and v.credit_id = k.credit_id
    where k.run_id = ${run.reversesRun} and k.account_id > ${batch.afterAccount} and k.account_id <= ${batch.lastAccount}
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
