import { sql } from 'kysely'
import { reversalTransfersInsert } from '../ledger/post-transfer.ts'
import type { Work } from '../work.ts'
import type { BatchToPost, Made } from './batch.ts'
import { givenNow } from './given-now.ts'
import { joinByRange } from './join-by-range.ts'
import type { Run } from './load-run.ts'

/**
 * Takes the credits of a batch back, each once: whoever took one back meanwhile is left as it is. The budget gets it back
 * where it came from, and only a whole reversal frees the cause (rulings 8, 9).
 */
export async function takeBackBatch(
  work: Work,
  run: Run,
  { afterAccount, lastAccount }: BatchToPost,
): Promise<Made[]> {
  await joinByRange(work)
  const range = (of: string) =>
    sql`${sql.ref(`${of}.account_id`)} > ${afterAccount} and ${sql.ref(`${of}.account_id`)} <= ${lastAccount}`
  const inBatch = sql`p.run_id = ${run.runId} and ${range('p')} and p.amount > 0`
  const asPlanned = run.takes === 'excess' ? sql`and p.given = (${givenNow(run, sql`p.account_id`)})` : sql``
  // A person who takes one back holds the account first as well; the next statement sees what they did.
  await sql`select count(*) from (select from run_plans p join accounts a on a.account_id = p.account_id where ${inBatch} and ${range('a')}
    order by a.account_id for no key update of a) held`.execute(work.tx)
  const taken = await sql<Made>`
    with due as materialized (
      select p.account_id, p.part, p.amount, p.step, p.facts_hash, k.amount as credited, k.credit_id, t.transfer_id, t.currency, t.outage_id, t.budget_id, t.stripe
      from run_plans p
      join credits k on k.account_id = p.account_id and k.credit_id = p.takes_back
      join transfers t on t.account_id = k.account_id and t.credit_id = k.credit_id and t.kind = 'post'
      where ${inBatch} and ${range('k')} and ${range('t')} and not exists (select from reversals v where ${range('v')} and v.account_id = k.account_id and v.credit_id = k.credit_id)
        ${asPlanned}
    ), moved as (
      ${reversalTransfersInsert(work)}
    ), noted as (
      insert into reversals (account_id, credit_id, transfer_id, amount, reason, reversed_by, approved_by, business_date)
      select m.account_id, m.credit_id, m.transfer_id, m.amount, r.reason, r.started_by, r.approved_by, ${work.businessDate}::date
      from moved m join programme_runs r on r.run_id = ${run.runId}
    ), freed as (
      update claims c set freed_at = ${work.now} from due d
      where ${range('c')} and c.account_id = d.account_id and c.credit_id = d.credit_id and c.freed_at is null and d.amount = d.credited
    ), returned as (
      update budget_stripes s set taken = s.taken - m.amount
      from (select budget_id, stripe, sum(amount)::bigint as amount from moved group by budget_id, stripe) m
      where s.budget_id = m.budget_id and s.stripe = m.stripe
    ), missed as (
      insert into run_left_out (run_id, account_id, part, because)
      select ${run.runId}::bigint, p.account_id, p.part, 'Something of it was given or taken back by somebody after the plan was made.'
      from run_plans p where ${inBatch} and not exists (select from due d where d.account_id = p.account_id and d.part = p.part)
    )
    select account_id, amount, step, facts_hash from due order by account_id, part`.execute(work.tx)
  return taken.rows
}
