import type { Work } from '../work.ts'
import { stepRun } from './step-run.ts'

/** Takes hold after the batch that is being paid; nothing is lost, and resuming goes on behind it. */
export async function pauseRun(work: Work, input: { runId: bigint; because: string }): Promise<void> {
  await stepRun(work, input.runId, 'paused', { action: 'pause-run', because: input.because })
}
