import { sql } from 'kysely'
import type { Work } from '../work.ts'
import { lockRun } from './lock-run.ts'
import { stepRun } from './step-run.ts'

/** Goes on where the run was: with its canary, or with the rest. */
export async function resumeRun(work: Work, input: { runId: bigint }): Promise<void> {
  await lockRun(work, input.runId, 'alone')
  const found = await sql<{ left: number }>`select count(*)::int as left from run_batches
    where run_id = ${input.runId} and canary and state = 'planned'`.execute(work.tx)
  const inCanary = (found.rows[0]?.left ?? 0) > 0
  await stepRun(work, input.runId, inCanary ? 'canary' : 'running', { action: 'resume-run' })
}
