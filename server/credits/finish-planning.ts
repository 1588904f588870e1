import { type RawBuilder, sql } from 'kysely'
import { programmeHash } from '#shared/credits/evaluate.ts'
import { merkleRoot } from '#shared/credits/merkle.ts'
import type { RunKind, RunState } from '#shared/credits/run-states.ts'
import type { PlanPreview, Sampled } from '#shared/credits/run-views.ts'
import { recordDeskEvent } from '../audit/record-event.ts'
import { withoutDeadlines } from '../db/deadlines.ts'
import { digest } from '../programmes/digest.ts'
import type { Work } from '../work.ts'
import { loadRun } from './load-run.ts'
import { lockRun } from './lock-run.ts'
import { announceRun } from './step-run.ts'

const sampled = 10
const nothingDue = 'Nothing was due: nobody is under- or over-credited.'

/**
 * When every batch is planned, the plan gets its hash, its sums and a sample to look at; from then on it never changes. A
 * correction by which nobody is under- or over-credited is over then: there is nothing to approve.
 */
export async function finishPlanning(work: Work, runId: bigint): Promise<boolean> {
  await lockRun(work, runId, 'alone')
  const run = await loadRun(work.tx, runId)
  if (run.state !== 'planning') return true
  const found = await sql<{ planRoot: string | null }>`
    select plan_root from run_batches where run_id = ${runId} order by after_account`.execute(work.tx)
  const roots = found.rows.flatMap(({ planRoot }) => planRoot ?? [])
  if (roots.length < found.rows.length) return false
  const planHash = planHashOf(programmeHash(run.programme, digest), run.startedAt, roots)
  await withoutDeadlines(work.tx)
  const preview = await previewOf(work, runId, run.kind)
  const nothing = run.kind === 'correction' && preview.over?.accounts === 0
  const planned = await sql<{ state: RunState }>`
    update programme_runs r set plan_hash = ${planHash}, preview = ${JSON.stringify(preview)}::jsonb,
      state = case when ${nothing}::boolean and b.due = 0 then 'finished' else 'planned' end,
      because = case when ${nothing}::boolean and b.due = 0 then ${nothingDue} end,
      ended_at = case when ${nothing}::boolean and b.due = 0 then clock_timestamp() end,
      accounts_looked = b.looked, accounts_due = b.due, amount_due = b.amount
    from (select coalesce(sum(looked), 0)::int as looked, coalesce(sum(due), 0)::int as due, coalesce(sum(due_amount), 0)::bigint as amount
      from run_batches where run_id = ${runId}) b
    where r.run_id = ${runId} and r.state = 'planning' returning r.state`.execute(work.tx)
  await recordDeskEvent(work, { action: 'plan-run', detail: { runId: runId.toString(), planHash } })
  if (planned.rows[0]?.state === 'finished')
    await recordDeskEvent(work, {
      action: 'finish-run',
      reason: nothingDue,
      detail: { runId: runId.toString(), from: 'planning', to: 'finished' },
    })
  announceRun(work, runId)
  return true
}

/** Of the programme, the instant of the evaluation and the root of each batch in the order of the accounts. */
export const planHashOf = (programme: string, at: Date, roots: readonly string[]): string =>
  merkleRoot([digest(`plan\n${programme}\n${at.toISOString()}`), ...roots], digest)

/** The sample is drawn by a hash of account and run: as good as by lot, and the same for whoever draws again. */
async function previewOf(work: Work, runId: bigint, kind: RunKind): Promise<PlanPreview> {
  const due =
    kind === 'reversal'
      ? sql`(select account_id, run_id, sum(amount)::bigint as amount, max(step) as step, max(goes_to) as goes_to from run_plans
        where run_id = ${runId} and amount > 0 group by account_id, run_id) summed`
      : sql`run_plans where run_id = ${runId} and amount > 0`
  const reasons = await sql<PlanPreview['reasons'][number]>`
    select because, max(route) as route, count(*)::int as accounts, min(account_id) as example
    from run_plans where run_id = ${runId} and because is not null group by because order by count(*) desc, because limit 50`.execute(
    work.tx,
  )
  const amounts = await sql<PlanPreview['amounts'][number]>`
    select amount::text as minor, count(*)::int as accounts from ${due}
    group by amount order by count(*) desc, amount limit 8`.execute(work.tx)
  const sample = await sampleOf(work, due, sql`p.amount`)
  const over = kind === 'correction' ? await overOf(work, runId) : null
  return { reasons: reasons.rows, amounts: amounts.rows, sample, over }
}

async function sampleOf(
  work: Work,
  rows: RawBuilder<unknown>,
  amount: RawBuilder<unknown>,
): Promise<Sampled[]> {
  const found = await sql<Sampled>`
    select p.account_id, (${amount})::text as minor, p.step, p.goes_to, a.type, a.bill_day
    from (select * from ${rows} order by md5(account_id || run_id::text) limit ${sampled}) p join accounts a using (account_id)
    order by p.account_id`.execute(work.tx)
  return found.rows
}

/** A correction lists who was credited more than the window gives, and how much that is in all. */
async function overOf(work: Work, runId: bigint): Promise<PlanPreview['over']> {
  const over = sql`run_plans where run_id = ${runId} and amount = 0 and given > set_off`
  const found = await sql<{ accounts: number; minor: string }>`
    select count(*)::int as accounts, coalesce(sum(given - set_off), 0)::text as minor from ${over}`.execute(
    work.tx,
  )
  const sums = found.rows[0] ?? { accounts: 0, minor: '0' }
  return { ...sums, sample: await sampleOf(work, over, sql`p.given - p.set_off`) }
}
