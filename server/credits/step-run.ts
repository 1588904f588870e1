import { sql } from 'kysely'
import { mayStep } from '#shared/credits/permissions.ts'
import { hasEnded, type RunState } from '#shared/credits/run-states.ts'
import { recordDeskEvent } from '../audit/record-event.ts'
import { insist, Refusal } from '../refusal.ts'
import type { Work } from '../work.ts'
import { loadRun, type Run } from './load-run.ts'
import { lockRun } from './lock-run.ts'

/** A step that is an act of its own, with its event. */
export async function stepRun(
  work: Work,
  runId: bigint,
  to: RunState,
  { action, because = null }: { action: string; because?: string | null },
): Promise<Run> {
  const { from, run } = await moveRun(work, runId, to, because)
  await recordDeskEvent(work, {
    action,
    ...(because && { reason: because }),
    detail: { runId: runId.toString(), from, to },
  })
  return run
}

/**
 * The one way to another state: alone with the run, asked of the rule, guarded in the statement. Its event is the caller's:
 * an act that moves several runs leaves one.
 */
export async function moveRun(
  work: Work,
  runId: bigint,
  to: RunState,
  because: string | null,
): Promise<{ from: RunState; run: Run }> {
  await lockRun(work, runId, 'alone')
  const run = await loadRun(work.tx, runId)
  insist(mayStep(work.actor, run, to))
  const paying = to === 'canary' || to === 'running'
  const done = await sql`update programme_runs set state = ${to}, because = ${because},
      posting_since = case when ${paying}::boolean then coalesce(posting_since, clock_timestamp()) else posting_since end,
      ended_at = case when ${hasEnded(to)}::boolean then clock_timestamp() end,
      (accounts_credited, amount_credited) = (select coalesce(sum(credited), 0)::int, coalesce(sum(amount), 0)::bigint from run_batches b where b.run_id = ${runId})
    where run_id = ${runId} and state = ${run.state} returning run_id`.execute(work.tx)
  if (done.rows.length === 0) throw new Refusal('STALE', 'The run has gone on meanwhile. Look again.')
  announceRun(work, runId)
  return { from: run.state, run: { ...run, state: to } }
}

export function announceRun(work: Work, runId: bigint): void {
  work.announce({ topic: 'run', runId: runId.toString() })
}
