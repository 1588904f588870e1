import { sql } from 'kysely'
import { billCloseAfter } from '#shared/time.ts'
import { automaticBudgetOf, stripeCount, takeBudget } from '../ledger/budgets.ts'
import { creditTransfersInsert } from '../ledger/post-transfer.ts'
import type { Work } from '../work.ts'
import type { BatchToPost, Made } from './batch.ts'
import { givenNow } from './given-now.ts'
import { joinByRange } from './join-by-range.ts'
import type { Run } from './load-run.ts'

/**
 * Credits a batch in one statement: claims first (whoever lost theirs meanwhile is left out, and that is written down),
 * then credits, transfers and notices; then the budget, which refuses what it does not have to the cent.
 */
export async function creditBatch(
  work: Work,
  run: Run,
  { batch, afterAccount, lastAccount }: BatchToPost,
): Promise<Made[]> {
  const { runId, outageId, programme } = run
  const [budget, stripe] = [automaticBudgetOf(outageId), batch % stripeCount]
  const inBatch = sql`p.run_id = ${runId} and p.account_id > ${afterAccount} and p.account_id <= ${lastAccount} and p.amount > 0
    and a.account_id > ${afterAccount} and a.account_id <= ${lastAccount}`
  await joinByRange(work)
  // What was given before may change until the account is held: a statement of its own, so that the next one sees it.
  const stepped = run.kind === 'correction' || programme.supersession.mode === 'delta'
  if (stepped)
    await sql`select count(*) from (select from run_plans p join accounts a on a.account_id = p.account_id where ${inBatch}
      order by a.account_id for key share of a) held`.execute(work.tx)
  const asPlanned = stepped ? sql`and d.given = (${givenNow(run, sql`d.account_id`)})` : sql``
  const close = (nth: number) =>
    sql`(${Array.from({ length: 28 }, (_, index) => billCloseAfter(work.businessDate, index + 1, nth))}::date[])[d.bill_day]`
  const { en, es } = programme.notices ?? { en: programme.wording, es: programme.wording }
  const onBill = sql`d.goes_to = 'nextBill'`
  // The accounts are held before the claims are taken: a person who gives holds the account first as well, so neither waits for the other in a circle.
  const made = await sql<Made>`
    with due as materialized (
      select p.account_id, p.amount, p.currency, p.amount_text, p.step, p.given, p.set_off, p.goes_to, p.facts, p.facts_hash,
        a.bill_day, a.language, a.email, a.contact_phone, a.texts_refused, nextval('credits_credit_id_seq') as credit_id
      from run_plans p join accounts a on a.account_id = p.account_id where ${inBatch} order by p.account_id for key share of a
    ), claimed as (
      insert into claims (account_id, outage_id, kind, step, credit_id)
      select d.account_id, ${outageId}, ${run.cause}, d.step, d.credit_id from due d where true ${asPlanned}
      on conflict (account_id, outage_id, kind, line_id, step) where freed_at is null do nothing
      returning account_id
    ), paid as (
      select d.* from due d join claimed c using (account_id)
    ), made as (
      insert into credits (account_id, credit_id, outage_id, programme_id, programme_version, run_id, amount, currency, billing, scheduled_on, bill_on,
        promised_by, failed_on, failed_because, facts, facts_hash, step, set_off, goes_to) overriding system value
      select account_id, credit_id, ${outageId}, ${programme.id}, ${programme.version}::int, ${runId}::bigint, amount, currency,
        case when ${onBill} then 'scheduled' else 'failed' end, ${work.businessDate}::date, ${close(1)}, ${close(programme.delivery.withinCycles)},
        case when not ${onBill} then ${work.businessDate}::date end,
        case d.goes_to when 'finalBill' then 'The account is closed: settle it with the final bill.' when 'refund' then 'The account is closed: pay it out as a refund.' end,
        facts, facts_hash, step, set_off, goes_to from paid d
      returning account_id, credit_id, amount, currency, step, facts_hash
    ), moved as (
      ${creditTransfersInsert(work, outageId, budget, stripe)}
    ), told as (
      insert into notices (account_id, outage_id, credit_id, channel, body, business_date)
      select d.account_id, ${outageId}, d.credit_id, case when d.texts_refused or d.contact_phone is null then 'email' else 'text' end,
        replace(case d.language when 'es' then ${es}::text else ${en}::text end, '{amount}', d.amount_text), ${work.businessDate}::date
      from paid d where d.email is not null or (d.contact_phone is not null and not d.texts_refused)
    ), missed as (
      insert into run_left_out (run_id, account_id, because)
      select ${runId}::bigint, d.account_id, 'It was credited, or something given before was changed, after the plan was made.'
      from due d where not exists (select from claimed c where c.account_id = d.account_id)
    )
    select account_id, amount, step, facts_hash from made order by account_id`.execute(work.tx)
  const amount = made.rows.reduce((sum, row) => sum + row.amount, 0n)
  if (amount > 0n) await takeBudget(work, budget, stripe, amount)
  return made.rows
}
