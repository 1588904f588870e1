import { setTimeout as sleep } from 'node:timers/promises'
import type { Database } from '../db/client.ts'
import { Refusal } from '../refusal.ts'
import { inWork, type Who } from '../work.ts'
import { finishPlanning } from './finish-planning.ts'
import { finishStage } from './finish-stage.ts'
import { loadRun, loadRunUnderWay, type Run } from './load-run.ts'
import { outageFacts } from './outage-facts.ts'
import { type Plan, planBatch } from './plan-batch.ts'
import { postBatch } from './post-batch.ts'
import { stepRun } from './step-run.ts'

export type Runner = {
  plan: Plan
  /** Batches at the same time: as many as there are threads to evaluate on. */
  lanes?: number
  /** Only this run; otherwise every run that is under way. */
  only?: bigint | undefined
  onBatch?: ((run: Run, looked: number) => void) | undefined
  signal?: AbortSignal | undefined
}

/**
 * Does what there is to do for runs, until nothing is. Any number of processes may do so at the same time, and each may
 * be killed at any point: what is done is committed batch by batch, and what is not is found again.
 */
export async function workOnRuns(database: Database, who: Who, runner: Runner): Promise<void> {
  while (!runner.signal?.aborted) {
    const run = runner.only ? await loadRun(database.db, runner.only) : await loadRunUnderWay(database.db, [])
    if (!run) return
    if (run.state === 'planning') await planRun(database, who, run, runner)
    else if (run.state === 'canary' || run.state === 'running') await postRun(database, who, run, runner)
    else return
  }
}

async function planRun(database: Database, who: Who, run: Run, runner: Runner): Promise<void> {
  const outage = await outageFacts(database.db, run.programme, run.outageId, run.window)
  await inLanes(runner, async () => {
    const looked = await again(() => planBatch(database, who, run, outage, runner.plan))
    if (looked !== null) runner.onBatch?.(run, looked)
    return looked !== null
  })
  if (!runner.signal?.aborted)
    await again(() => inWork(database, who, (work) => finishPlanning(work, run.runId)))
}

async function postRun(database: Database, who: Who, run: Run, runner: Runner): Promise<void> {
  let because: string | null = null
  await inLanes(runner, async () => {
    try {
      const posted = await again(() => inWork(database, who, (work) => postBatch(work, run)))
      if (posted.done === 'batch') runner.onBatch?.(run, posted.credited + posted.leftOut)
      if (posted.done === 'stopped') because = posted.because
      return posted.done === 'batch'
    } catch (error) {
      if (!(error instanceof Refusal && error.code === 'OVER_BUDGET')) throw error
      because = error.message
      return false
    }
  })
  if (because !== null) await pause(database, who, run, because)
  else if (!runner.signal?.aborted)
    await again(() => inWork(database, who, (work) => finishStage(work, run.runId)))
}

/** Another runner may have met the same end of the budget first. */
async function pause(database: Database, who: Who, run: Run, because: string): Promise<void> {
  const desk = { ...who, actor: null }
  await inWork(database, desk, (work) =>
    stepRun(work, run.runId, 'paused', { action: 'pause-run', because }),
  ).catch((error: unknown) => {
    if (!(error instanceof Refusal && error.code === 'ALREADY_DECIDED')) throw error
  })
}

async function inLanes({ lanes = 1, signal }: Runner, step: () => Promise<boolean>): Promise<void> {
  const lane = async () => {
    while (!signal?.aborted && (await step()));
  }
  await Promise.all(Array.from({ length: lanes }, lane))
}

/** Deadlock, serialization, lock not available: nothing was done, and the same batch is tried again. */
const passing = new Set(['40P01', '40001', '55P03'])
const tries = 5

async function again<T>(step: () => Promise<T>): Promise<T> {
  for (let tried = 1; ; tried += 1) {
    try {
      return await step()
    } catch (error) {
      const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : null
      if (tried === tries || typeof code !== 'string' || !passing.has(code)) throw error
      await sleep(50 * tried)
    }
  }
}
