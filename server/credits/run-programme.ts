import { sql } from 'kysely'
import { evaluate } from '#shared/credits/evaluate.ts'
import type { Facts } from '#shared/credits/facts.ts'
import { formatMoney, money } from '#shared/money.ts'
import type { Programme } from '#shared/programmes/document.ts'
import { billCloseAfter } from '#shared/time.ts'
import { recordDeskEvent } from '../audit/record-event.ts'
import type { Database } from '../db/client.ts'
import { automaticBudgetOf, takeBudget } from '../ledger/budgets.ts'
import { creditTransfersInsert } from '../ledger/post-transfer.ts'
import { digest } from '../programmes/digest.ts'
import { Refusal } from '../refusal.ts'
import { inWork, type Who, type Work } from '../work.ts'

type Candidate = Required<
  Pick<Facts['account'], 'type' | 'status' | 'closedBeforeStart' | 'anyActiveLineAffected'>
> & {
  accountId: string
  billDay: number
  language: 'en' | 'es'
  currency: string
}
type Due = Candidate & { minor: bigint; facts: Facts; factsHash: string }
/** A programme that is for one outage, and the instant from which a run evaluates it. */
type Started = { runId: bigint; outageId: string; at: string }

export type RunSummary = {
  runId: bigint
  looked: number
  credited: number
  amount: bigint
  excluded: Record<string, number>
}
const batchSize = 2_000
const batchStripe = 0

/**
 * Runs a published programme over the accounts of its outage: evaluates each with the same pure rule the account page
 * explains with, then credits those that are due, in batches of one transaction each. Run again it credits nobody twice:
 * the claim on the cause and the unique key of the credit stand in the way.
 */
export async function runProgramme(
  database: Database,
  who: Who,
  programme: Programme,
  onProgress: (done: number) => void = () => {},
): Promise<RunSummary> {
  const run = await inWork(database, who, (work) => startRun(work, programme))
  const { runId, outageId } = run
  const summary: RunSummary = { runId, looked: 0, credited: 0, amount: 0n, excluded: {} }
  let last = ''
  for (;;) {
    const candidates = await candidatesAfter(database, outageId, last)
    const final = candidates.at(-1)
    if (!final) break
    last = final.accountId
    const due = candidates.flatMap((candidate) => dueOf(programme, run, candidate, summary))
    const made =
      due.length === 0 ? [] : await inWork(database, who, (work) => creditBatch(work, programme, run, due))
    summary.looked += candidates.length
    summary.credited += made.length
    summary.amount += made.reduce((sum, amount) => sum + amount, 0n)
    onProgress(summary.looked)
  }
  await inWork(database, who, (work) => endRun(work, programme, summary))
  return summary
}

async function startRun(work: Work, programme: Programme): Promise<Started> {
  const outageId = programme.outage
  if (outageId === null) throw new Refusal('BAD_REQUEST', `${programme.id} names no outage to run over.`)
  const { runId } = await work.tx
    .insertInto('programmeRuns')
    .values({
      programmeId: programme.id,
      version: programme.version,
      outageId,
      startedBy: work.actor?.staffId ?? null,
      businessDate: work.businessDate,
      // The instant of every evaluation of this run: replaying a credit starts from it.
      startedAt: work.now,
      endedAt: null,
    })
    .returning('runId')
    .executeTakeFirstOrThrow()
  return { runId, outageId, at: work.now.toISOString() }
}

async function candidatesAfter(database: Database, outageId: string, last: string): Promise<Candidate[]> {
  const found = await sql<Candidate>`
    select a.account_id, a.type, a.status, a.bill_day, a.language, a.currency,
      a.closed_on is not null and a.closed_on < (o.starts_at at time zone a.time_zone)::date as closed_before_start,
      exists (select from line_impacts i join lines l on l.account_id = i.account_id and l.line_id = i.line_id
        where i.account_id = a.account_id and i.outage_id = o.outage_id and i.seconds_lost > 0 and l.status = 'active') as any_active_line_affected
    from accounts a join outages o on o.outage_id = ${outageId}
    where a.account_id > ${last} order by a.account_id limit ${batchSize}`.execute(database.db)
  return found.rows
}

function dueOf(
  programme: Programme,
  { outageId, at }: Started,
  candidate: Candidate,
  summary: RunSummary,
): Due[] {
  const { type, status, closedBeforeStart, anyActiveLineAffected } = candidate
  const facts: Facts = {
    account: { type, status, closedBeforeStart, anyActiveLineAffected },
    outage: { id: outageId },
  }
  const { amount, because, hash } = evaluate(facts, programme, at, digest)
  if (because === null) return [{ ...candidate, minor: BigInt(amount.minor), facts, factsHash: hash }]
  summary.excluded[because] = (summary.excluded[because] ?? 0) + 1
  return []
}

/** One batch: claims first (whoever has one is left out), then credits, transfers and notices, from the batch's budget. */
async function creditBatch(
  work: Work,
  programme: Programme,
  { runId, outageId }: Started,
  due: readonly Due[],
): Promise<bigint[]> {
  const rows = due.map((each) => ({
    account_id: each.accountId,
    amount: each.minor.toString(),
    currency: each.currency,
    bill_on: billCloseAfter(work.businessDate, each.billDay, 1),
    promised_by: billCloseAfter(work.businessDate, each.billDay, programme.delivery.withinCycles),
    facts: each.facts,
    facts_hash: each.factsHash,
    notice: (programme.notices?.[each.language] ?? programme.wording).replace(
      '{amount}',
      formatMoney(money(each.minor, each.currency)),
    ),
  }))
  const made = await sql<{ amount: bigint }>`
    with due as (
      select d.* from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        as d (account_id text, amount bigint, currency text, bill_on date, promised_by date, facts jsonb, facts_hash text, notice text)
      where not exists (select from claims c where c.account_id = d.account_id and c.outage_id = ${outageId} and c.kind = 'entitlement' and c.freed_at is null)
    ), made as (
      insert into credits (account_id, outage_id, programme_id, programme_version, run_id, amount, currency, billing, scheduled_on, bill_on, promised_by, facts, facts_hash)
      select account_id, ${outageId}::text, ${programme.id}::text, ${programme.version}::int, ${runId}::bigint, amount, currency, 'scheduled',
        ${work.businessDate}::date, bill_on, promised_by, facts, facts_hash from due
      on conflict do nothing
      returning account_id, credit_id, amount, currency
    ), claimed as (
      insert into claims (account_id, outage_id, kind, credit_id) select account_id, ${outageId}::text, 'entitlement', credit_id from made
    ), moved as (
      ${creditTransfersInsert(work, outageId, automaticBudgetOf(outageId), batchStripe)}
    ), told as (
      insert into notices (account_id, outage_id, credit_id, channel, body, business_date)
      select m.account_id, ${outageId}::text, m.credit_id, case when a.texts_refused or a.contact_phone is null then 'email' else 'text' end, d.notice, ${work.businessDate}::date
      from made m join due d using (account_id) join accounts a on a.account_id = m.account_id
      where a.email is not null or (a.contact_phone is not null and not a.texts_refused)
    )
    select amount from made`.execute(work.tx)
  const amounts = made.rows.map((row) => row.amount)
  const total = amounts.reduce((sum, amount) => sum + amount, 0n)
  if (total > 0n) await takeBudget(work, automaticBudgetOf(outageId), batchStripe, total)
  await recordDeskEvent(work, {
    action: 'credit-batch',
    detail: { runId: runId.toString(), credits: amounts.length, amount: total.toString() },
  })
  return amounts
}

async function endRun(work: Work, programme: Programme, summary: RunSummary): Promise<void> {
  await work.tx
    .updateTable('programmeRuns')
    .set({ endedAt: work.now, accountsCredited: summary.credited, amountCredited: summary.amount })
    .where('runId', '=', summary.runId)
    .execute()
  await recordDeskEvent(work, {
    action: 'run-programme',
    detail: {
      programme: programme.id,
      version: programme.version,
      looked: summary.looked,
      credited: summary.credited,
      amount: summary.amount.toString(),
    },
  })
}
