import { sql } from 'kysely'
import type { Programme } from '#shared/programmes/document.ts'
import type { Database } from '../db/client.ts'
import { Refusal } from '../refusal.ts'
import { inWork, type Who } from '../work.ts'
import { loadRun } from './load-run.ts'
import { planAccounts } from './plan-accounts.ts'
import type { Plan } from './plan-batch.ts'
import { postRest } from './post-rest.ts'
import { resumeRun } from './resume-run.ts'
import { startRun } from './start-run.ts'
import { workOnRuns } from './work-on-runs.ts'

export type RunSummary = {
  runId: bigint
  looked: number
  credited: number
  amount: bigint
  excluded: Record<string, number>
}

/** Evaluates on the thread that asks: for command lines and for making a demo, where nobody waits for an answer meanwhile. */
export const planHere: Plan = async (job) => planAccounts(job)

/**
 * Plans and pays a published programme from beginning to end, without a canary: for the demo and for an operator who
 * has looked at a simulation. A run of it that is open goes on where it was. Nobody is credited twice.
 */
export async function runProgramme(
  database: Database,
  who: Who,
  programme: Pick<Programme, 'id' | 'version'>,
  onProgress: (done: number) => void = () => {},
): Promise<RunSummary> {
  const runId =
    (await openRunOf(database, programme)) ??
    (
      await inWork(database, who, (work) =>
        startRun(work, { programmeId: programme.id, version: programme.version }),
      )
    ).runId
  let done = 0
  const runner = {
    plan: planHere,
    only: runId,
    onBatch: (_run: unknown, looked: number) => {
      done += looked
      onProgress(done)
    },
  }
  await workOnRuns(database, who, runner)
  const { state } = await loadRun(database.db, runId)
  if (state === 'planned' || state === 'checked')
    await inWork(database, who, (work) => postRest(work, { runId }))
  if (state === 'paused') await inWork(database, who, (work) => resumeRun(work, { runId }))
  await workOnRuns(database, who, runner)
  return summaryOf(database, runId)
}

async function openRunOf(
  database: Database,
  { id, version }: Pick<Programme, 'id' | 'version'>,
): Promise<bigint | null> {
  const found = await database.db
    .selectFrom('programmeRuns')
    .select('runId')
    .where('programmeId', '=', id)
    .where('version', '=', version)
    .where('kind', '=', 'credit')
    .where('state', 'not in', ['stopped', 'finished'])
    .executeTakeFirst()
  return found?.runId ?? null
}

async function summaryOf(database: Database, runId: bigint): Promise<RunSummary> {
  const run = await loadRun(database.db, runId)
  if (run.state === 'paused') throw new Refusal('OVER_BUDGET', run.because ?? 'The run was paused.')
  const sums = await sql<{ looked: number; credited: number; amount: bigint }>`
    select coalesce(sum(looked), 0)::int as looked, coalesce(sum(credited), 0)::int as credited, coalesce(sum(amount), 0)::bigint as amount
    from run_batches where run_id = ${runId}`.execute(database.db)
  const preview = await database.db
    .selectFrom('programmeRuns')
    .select('preview')
    .where('runId', '=', runId)
    .executeTakeFirstOrThrow()
  const { reasons } = preview.preview as { reasons: { because: string; accounts: number }[] }
  const { looked = 0, credited = 0, amount = 0n } = sums.rows[0] ?? {}
  return {
    runId,
    looked,
    credited,
    amount,
    excluded: Object.fromEntries(reasons.map(({ because, accounts }) => [because, accounts])),
  }
}
