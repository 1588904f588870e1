import { sql } from 'kysely'
import { leafOf, merkleRoot } from '#shared/credits/merkle.ts'
import { billCloseAfter } from '#shared/time.ts'
import { recordDeskEvent } from '../audit/record-event.ts'
import { automaticBudgetOf, stripeCount, takeBudget } from '../ledger/budgets.ts'
import { creditTransfersInsert } from '../ledger/post-transfer.ts'
import { digest } from '../programmes/digest.ts'
import type { Work } from '../work.ts'
import type { Run } from './load-run.ts'
import { lockRun } from './lock-run.ts'
import { announceRun } from './step-run.ts'

export type Posted =
  | { done: 'batch'; credited: number; amount: bigint; leftOut: number }
  /** Nothing is free here: the rest is in other hands, or there is none. */
  | { done: 'none' }
  | { done: 'stopped'; because: string }
type Batch = { batch: number; afterAccount: string; lastAccount: string; due: number }
type Made = { accountId: string; amount: bigint; step: number; factsHash: string }

/** One batch, all of it or nothing: claims first, then credits, transfers and notices, from the budget, with one event. */
export async function postBatch(work: Work, run: Run): Promise<Posted> {
  await lockRun(work, run.runId, 'shared')
  const { batch, stopped } = await nextBatch(work, run)
  if (stopped) return { done: 'stopped', because: stopped }
  if (!batch) return { done: 'none' }
  const made = batch.due === 0 ? [] : await credit(work, run, batch)
  const amount = made.reduce((sum, row) => sum + row.amount, 0n)
  const budget = automaticBudgetOf(run.outageId)
  if (amount > 0n) await takeBudget(work, budget, batch.batch % stripeCount, amount)
  const leftOut = batch.due - made.length
  const root = merkleRoot(
    made.map((row) => creditLeaf(run.runId, row)),
    digest,
  )
  await sql`update run_batches set state = 'posted', credited = ${made.length}::int, amount = ${amount}::bigint, left_out = ${leftOut}::int,
      root = ${root}, posted_at = clock_timestamp()
    where run_id = ${run.runId} and batch = ${batch.batch}::int`.execute(work.tx)
  await recordDeskEvent(work, {
    action: 'credit-batch',
    detail: {
      runId: run.runId.toString(),
      batch: batch.batch,
      after: batch.afterAccount,
      last: batch.lastAccount,
      credits: made.length,
      amount: amount.toString(),
      leftOut,
      root,
    },
  })
  announceRun(work, run.runId)
  return { done: 'batch', credited: made.length, amount, leftOut }
}

/** A credit as the root in the journal sees it. */
export const creditLeaf = (runId: bigint, { accountId, amount, step, factsHash }: Made): string =>
  leafOf([runId.toString(), accountId, amount.toString(), String(step), factsHash], digest)

/** The next batch that nobody works on, unless the run was paused or a manager stopped it: looked up anew for each batch. */
async function nextBatch(work: Work, run: Run): Promise<{ batch: Batch | null; stopped: string | null }> {
  const found = await sql<Batch & { stopped: string | null }>`
    with stop as materialized (
      select s.reason from stop_switches s where s.lifted_at is null and s.scope in ('programmes', ${`programme:${run.programme.id}`}) limit 1
    ), free as (
      select b.batch, b.after_account, b.last_account, b.due from run_batches b join programme_runs r on r.run_id = b.run_id
      where b.run_id = ${run.runId} and b.state = 'planned' and (r.state = 'running' or r.state = 'canary' and b.canary)
        and not exists (select from stop)
      order by b.after_account limit 1 for update of b skip locked
    )
    select free.*, (select reason from stop) as stopped from (select) one left join free on true`.execute(
    work.tx,
  )
  const row = found.rows[0]
  return { batch: row?.batch ? row : null, stopped: row?.stopped ?? null }
}

async function credit(work: Work, run: Run, { batch, afterAccount, lastAccount }: Batch): Promise<Made[]> {
  const { runId, outageId, programme } = run
  const inBatch = sql`p.run_id = ${runId} and p.account_id > ${afterAccount} and p.account_id <= ${lastAccount} and p.amount > 0`
  // What was given before may change until the account is held: a statement of its own, so that the next one sees it.
  const stepped = programme.supersession.mode === 'delta'
  if (stepped)
    await sql`select count(*) from (select from run_plans p join accounts a on a.account_id = p.account_id where ${inBatch}
      order by a.account_id for key share of a) held`.execute(work.tx)
  const asPlanned = stepped
    ? sql`and d.given = (select coalesce(sum(case t.kind when 'reverse' then -t.amount when 'post' then t.amount else 0 end), 0)
        from credits k join transfers t on t.account_id = k.account_id and t.credit_id = k.credit_id
        where k.account_id = d.account_id and k.outage_id = ${outageId} and k.programme_id = ${programme.id})`
    : sql``
  const close = (nth: number) =>
    sql`(${Array.from({ length: 28 }, (_, index) => billCloseAfter(work.businessDate, index + 1, nth))}::date[])[d.bill_day]`
  const { en, es } = programme.notices ?? { en: programme.wording, es: programme.wording }
  const onBill = sql`d.goes_to = 'nextBill'`
  // The accounts are held before the claims are taken: a person who gives holds the account first as well, so neither waits for the other in a circle.
  const made = await sql<Made>`
    with due as materialized (
      select p.account_id, p.amount, p.currency, p.amount_text, p.step, p.given, p.set_off, p.goes_to, p.facts, p.facts_hash,
        a.bill_day, a.language, a.email, a.contact_phone, a.texts_refused, nextval(pg_get_serial_sequence('credits', 'credit_id')) as credit_id
      from run_plans p join accounts a on a.account_id = p.account_id where ${inBatch} order by p.account_id for key share of a
    ), claimed as (
      insert into claims (account_id, outage_id, kind, step, credit_id)
      select d.account_id, ${outageId}, 'entitlement', d.step, d.credit_id from due d where true ${asPlanned}
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
      ${creditTransfersInsert(work, outageId, automaticBudgetOf(outageId), batch % stripeCount)}
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
  return made.rows
}
