import { type RawBuilder, sql } from 'kysely'
import { mustVerify } from '#shared/contacts/permissions.ts'
import {
  mayApproveRun,
  mayReverseRun,
  mayStep,
  mayTakeExcess,
  type RunFacts,
  standsYet,
} from '#shared/credits/permissions.ts'
import type { TakenBack } from '#shared/credits/run-states.ts'
import type { PlanPreview, Runnable, RunPage, RunRow } from '#shared/credits/run-views.ts'
import { moneyView } from '#shared/money.ts'
import type { Actor } from '#shared/staff/roles.ts'
import { allowed, type Verdict } from '#shared/verdict.ts'
import type { Db } from '../db/client.ts'
import { notFound } from '../refusal.ts'
import { newerCorrection, waitsForWindow } from './load-run.ts'

type Row = Omit<RunRow, 'amountDue' | 'amount' | 'startedAt' | 'endedAt' | 'programme' | 'outage'> & {
  programmeId: string
  version: number
  title: string
  outageId: string
  outageName: string
  currency: string
  amountDue: bigint
  amount: bigint
  startedAt: Date
  endedAt: Date | null
}
const shown = 100

/** Runs, the latest first; of one programme, or of all. What was paid is summed from the batches, so it is true at any moment. */
export async function runsOf(db: Db, programmeId: string | null): Promise<RunRow[]> {
  return runsWhere(db, programmeId === null ? sql`` : sql`where r.programme_id = ${programmeId}`, shown)
}

/** Of the rows r of programme_runs. */
export async function runsWhere(db: Db, where: RawBuilder<unknown>, most: number): Promise<RunRow[]> {
  const found = await sql<Row>`${rowsOf(where)} order by r.run_id desc limit ${most}::int`.execute(db)
  return found.rows.map(rowView)
}

/** Versions in force, which a run may be started of, with the run of theirs that is still open. */
export async function runnableOf(db: Db): Promise<Runnable[]> {
  const found = await sql<Runnable>`
    select p.programme_id, p.version, p.document ->> 'title' as title, o.name as outage_name,
      (select r.run_id::text from programme_runs r where r.programme_id = p.programme_id and r.outage_id = p.outage_id and r.kind = 'credit'
        and r.state not in ('stopped', 'finished') limit 1) as open_run
    from programmes p join outages o on o.outage_id = p.outage_id where p.state = 'published' order by p.published_on desc, p.programme_id`.execute(
    db,
  )
  return found.rows
}

const rowsOf = (where: RawBuilder<unknown>, more = sql``) => sql`
  select r.run_id::text as run_id, r.kind, r.state, r.programme_id, r.version, p.document ->> 'title' as title, p.document ->> 'currency' as currency,
    r.outage_id, o.name as outage_name, r.started_at, r.ended_at, r.because, r.reason, r.takes, s.name as started_by,
    r.accounts_looked as looked, r.accounts_due as due, r.amount_due, b.credited, b.amount ${more}
  from programme_runs r
  join programmes p on p.programme_id = r.programme_id and p.version = r.version
  join outages o on o.outage_id = r.outage_id
  left join staff s on s.staff_id = r.started_by
  left join staff f on f.staff_id = r.approved_by
  left join lateral (select coalesce(sum(credited), 0)::int as credited, coalesce(sum(amount), 0)::bigint as amount,
      count(*)::int as batches, count(*) filter (where b.state <> 'open')::int as planned, count(*) filter (where b.state = 'posted')::int as posted,
      coalesce(sum(b.due) filter (where b.state = 'posted'), 0)::int as due_posted, coalesce(sum(b.left_out), 0)::int as left_out,
      coalesce(sum(b.looked), 0)::int as accounts_planned, coalesce(sum(b.due) filter (where b.canary), 0)::int as canary_due,
      coalesce(sum(b.credited) filter (where b.canary), 0)::int as canary_credited
    from run_batches b where b.run_id = r.run_id) b on true
  ${where}`

function rowView(row: Row): RunRow {
  const { runId, kind, state, because, reason, takes, looked, due, credited, startedBy } = row
  return {
    runId,
    kind,
    state,
    because,
    reason,
    takes,
    looked,
    due,
    credited,
    startedBy,
    programme: { programmeId: row.programmeId, version: row.version, title: row.title },
    outage: { outageId: row.outageId, name: row.outageName },
    startedAt: row.startedAt.toISOString(),
    endedAt: row.endedAt?.toISOString() ?? null,
    amountDue: moneyView({ minor: row.amountDue, currency: row.currency }),
    amount: moneyView({ minor: row.amount, currency: row.currency }),
  }
}

type PageRow = Row & {
  approvedBy: string | null
  approvedById: bigint | null
  startedById: bigint | null
  reversesRun: string | null
  reversedByRun: string | null
  excessTakenByRun: string | null
  newerCorrection: string | null
  waitsForWindow: boolean
  adjudicationId: string | null
  originalStartedBy: bigint | null
  planHash: string | null
  programmeHash: string
  businessDate: string
  preview: PlanPreview
  batches: number
  planned: number
  posted: number
  duePosted: number
  accountsPlanned: number
  canaryDue: number
  canaryCredited: number
  rate: number | null
  budgetLeft: bigint | null
  leftOut: number
  leftOutReasons: RunPage['leftOut'] | null
}

const takenBy = (takes: TakenBack) =>
  sql`(select run_id::text from programme_runs v where v.reverses_run = r.run_id and v.takes = ${takes} and v.state <> 'stopped' limit 1)`
const pageColumns = sql`, f.name as approved_by, r.approved_by as approved_by_id, r.started_by as started_by_id,
  r.reverses_run::text as reverses_run, ${takenBy('paid')} as reversed_by_run, ${takenBy('excess')} as excess_taken_by_run, ${newerCorrection}, ${waitsForWindow}, r.adjudication_id::text as adjudication_id,
  (select started_by from programme_runs q where q.run_id = r.reverses_run) as original_started_by,
  r.plan_hash, p.hash as programme_hash, r.business_date, r.preview,
  b.batches, b.planned, b.posted, b.due_posted, b.left_out, b.accounts_planned, b.canary_due, b.canary_credited,
  (select total - (select coalesce(sum(taken), 0)::bigint from budget_stripes s where s.budget_id = g.budget_id) from budgets g where g.outage_id = r.outage_id and g.purpose = 'automatic') as budget_left,
  (select case when count(*) > 1 and max(posted_at) > min(posted_at)
      then (sum(due) - (array_agg(due order by posted_at))[1])::float8 / extract(epoch from max(posted_at) - min(posted_at)) end
    from (select due, posted_at from run_batches c where c.run_id = r.run_id and c.state = 'posted' order by posted_at desc limit 8) latest)::float8 as rate,
  (select jsonb_agg(jsonb_build_object('because', because, 'accounts', accounts)) from
    (select because, count(*)::int as accounts from run_left_out l where l.run_id = r.run_id and (b.left_out > 0 or r.kind = 'reversal') group by because order by 2 desc limit 20) l) as left_out_reasons`

/** Everything the page of a run shows, in one statement. */
export async function runPage(db: Db, runId: bigint, actor: Actor | null): Promise<RunPage> {
  const found = await sql<PageRow>`${rowsOf(sql`where r.run_id = ${runId}`, pageColumns)}`.execute(db)
  const row = found.rows[0]
  if (!row) throw notFound('run')
  return {
    ...rowView(row),
    approvedBy: row.approvedBy,
    reversesRun: row.reversesRun,
    reversedByRun: row.reversedByRun,
    excessTakenByRun: row.excessTakenByRun,
    adjudicationId: row.adjudicationId,
    planHash: row.planHash,
    programmeHash: row.programmeHash,
    businessDate: row.businessDate,
    progress: progressOf(row),
    canary: row.canaryDue > 0 ? { accounts: row.canaryDue, credited: row.canaryCredited } : null,
    budget:
      row.budgetLeft === null ? null : { left: moneyView({ minor: row.budgetLeft, currency: row.currency }) },
    preview: {
      reasons: row.preview.reasons ?? [],
      amounts: row.preview.amounts ?? [],
      over: withoutAccounts(row.preview.over ?? null, actor),
      // Which account gets what is its customer's: an agent is told of one whose caller is verified, on its page.
      sample: actor && mustVerify(actor) ? [] : (row.preview.sample ?? []),
    },
    leftOut: row.leftOutReasons ?? [],
    may: mayOf(row, actor),
  }
}

/** How many had too much, and how much: whose accounts they are is told as the sample is. */
function withoutAccounts(over: PlanPreview['over'], actor: Actor | null): PlanPreview['over'] {
  return over && actor && mustVerify(actor) ? { ...over, sample: [] } : over
}

function progressOf(row: PageRow): RunPage['progress'] {
  const { batches, planned, posted, duePosted, leftOut, accountsPlanned, due, state } = row
  const paying = state === 'running' || state === 'canary'
  const rate = paying ? row.rate : null
  const left = (state === 'canary' ? row.canaryDue : due) - duePosted
  return {
    batches,
    planned,
    posted,
    duePosted,
    leftOut,
    accountsPlanned,
    rate: rate === null ? null : Math.round(rate),
    secondsLeft: rate === null || rate <= 0 ? null : Math.max(0, Math.ceil(left / rate)),
  }
}

const both = (one: Verdict, other: Verdict): Verdict => (one.ok ? other : one)

function mayOf(row: PageRow, actor: Actor | null): RunPage['may'] {
  const facts: RunFacts = {
    kind: row.kind,
    state: row.state,
    startedBy: row.startedById,
    approvedBy: row.approvedById,
  }
  return {
    canary: mayStep(actor, facts, 'canary'),
    rest: mayStep(actor, facts, 'running'),
    pause: mayStep(actor, facts, 'paused'),
    resume: mayStep(actor, facts, 'running'),
    stop: mayStep(actor, facts, 'stopped'),
    approve: both(
      mayApproveRun(actor, facts, row.originalStartedBy),
      row.kind === 'correction' ? standsYet(row) : allowed,
    ),
    reverse: mayReverseRun(actor, { ...facts, reversedByRun: row.reversedByRun }),
    excess: mayTakeExcess(actor, { ...row, ...facts }),
  }
}
