import type { Work } from '../work.ts'
import { stepRun } from './step-run.ts'

/** Ends a run for good: what it paid stays paid, and whoever it did not reach can be paid by another run. */
export async function stopRun(work: Work, input: { runId: bigint; because: string }): Promise<void> {
  await stepRun(work, input.runId, 'stopped', { action: 'stop-run', because: input.because })
}
