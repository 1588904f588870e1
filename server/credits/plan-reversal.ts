import { sql } from 'kysely'
import { merkleRoot } from '#shared/credits/merkle.ts'
import { digest } from '../programmes/digest.ts'
import type { Work } from '../work.ts'
import type { BatchToPlan } from './batch.ts'
import { givenNow } from './given-now.ts'
import type { Run } from './load-run.ts'
import { planLeaf } from './plan-accounts.ts'
import { announceRun } from './step-run.ts'

type Row = {
  accountId: string
  part: number
  amount: bigint
  step: number
  because: string | null
  factsHash: string
}

/**
 * Lists what is taken back in a stretch of accounts: the credits of the mirrored run, or of a correction what the
 * over-credited had too much. What was taken back by hand, in whole or part, is left as it is (rulings 8: once each).
 */
export async function planReversal(work: Work, run: Run, batch: BatchToPlan): Promise<number> {
  const found = await (run.takes === 'excess' ? listExcess(run, batch) : listPaid(run, batch)).execute(
    work.tx,
  )
  const rows = found.rows.sort((one, other) =>
    one.accountId === other.accountId ? one.part - other.part : one.accountId < other.accountId ? -1 : 1,
  )
  const leaves = rows.map((row) =>
    planLeaf([row.accountId, row.amount.toString(), String(row.step), row.because ?? '', row.factsHash]),
  )
  const due = rows.filter(({ amount }) => amount > 0n)
  const amount = due.reduce((sum, row) => sum + row.amount, 0n)
  const accounts = (of: readonly Row[]) => new Set(of.map(({ accountId }) => accountId)).size
  await sql`update run_batches set state = 'planned', looked = ${accounts(rows)}::int, due = ${accounts(due)}::int, due_amount = ${amount}::bigint,
      plan_root = ${merkleRoot(leaves, digest)}
    where run_id = ${run.runId} and batch = ${batch.batch}::int`.execute(work.tx)
  announceRun(work, run.runId)
  return accounts(rows)
}

const planned = sql`insert into run_plans
  (run_id, account_id, part, amount, amount_text, currency, step, given, set_off, goes_to, takes_back, because, facts, facts_hash)`
const asRow = sql`returning account_id, part, amount, step, because, facts_hash`

/** Every credit that the run paid, whole. */
const listPaid = (run: Run, batch: BatchToPlan) => sql<Row>`${planned}
    select ${run.runId}::bigint, k.account_id, 1, case when v.credit_id is null then k.amount else 0 end, '', k.currency, k.step, 0, 0, k.goes_to, k.credit_id,
      case when v.credit_id is not null then 'It was taken back by hand already, in whole or in part.' end, k.facts, k.facts_hash
    from credits k left join reversals v on v.account_id = k.account_id and v.credit_id = k.credit_id
    where k.run_id = ${run.reversesRun} and k.account_id > ${batch.afterAccount} and k.account_id <= ${batch.lastAccount}
    ${asRow}`

/**
 * What the account has now beyond what the new adjudication gives: from its latest credit first, and from none more than
 * it has. What cannot be taken back so is listed too, with the reason.
 */
const listExcess = (run: Run, batch: BatchToPlan) => sql<Row>`
    with listed as materialized (
      select p.account_id, p.set_off, p.currency, p.goes_to, p.facts, p.facts_hash
      from run_plans p where p.run_id = ${run.reversesRun} and p.amount = 0 and p.given > p.set_off
        and p.account_id > ${batch.afterAccount} and p.account_id <= ${batch.lastAccount}
    ), over as (
      select l.*, had.given, had.given - l.set_off as excess from listed l
      cross join lateral (${givenNow(run, sql`l.account_id`)}) had
      where had.given > l.set_off
    ), whole as (
      select o.*, k.credit_id, k.step as of_step, k.amount as credited,
        row_number() over later as part, sum(k.amount) over later - k.amount as before
      from over o join credits k on k.account_id = o.account_id and k.outage_id = ${run.outageId} and k.programme_id = ${run.programme.id}
        and not exists (select from reversals v where v.account_id = k.account_id and v.credit_id = k.credit_id)
      window later as (partition by k.account_id order by k.credit_id desc)
    ), parts as (
      select account_id, part, least(credited, excess - before)::bigint as amount, currency, of_step, given, set_off, goes_to, credit_id, null as because, facts, facts_hash
      from whole where before < excess
    ), rest as (
      select o.account_id, coalesce(t.parts, 0) + 1 as part, 0::bigint, o.currency, 1, o.given, o.set_off, o.goes_to, null::bigint,
        'The rest lies in a credit that was taken back in part before: each is taken back once.', o.facts, o.facts_hash
      from over o left join (select account_id, max(part) as parts, sum(amount) as amount from parts group by account_id) t using (account_id)
      where coalesce(t.amount, 0) < o.excess
    )
    ${planned}
    select ${run.runId}::bigint, account_id, part::int, amount, '', currency, of_step, given, set_off, goes_to, credit_id, because, facts, facts_hash
    from (select * from parts union all select * from rest) every
    ${asRow}`
