import type { Work } from '../work.ts'
import { stepRun } from './step-run.ts'

/** Goes on with all that is left: after the canary was looked at, or at once when somebody wants none. */
export async function postRest(work: Work, input: { runId: bigint }): Promise<void> {
  await stepRun(work, input.runId, 'running', { action: 'post-rest' })
}
