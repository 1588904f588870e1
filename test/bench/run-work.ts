import { performance } from 'node:perf_hooks'
import { sql } from 'kysely'
import { planAccounts } from '#server/credits/plan-accounts.ts'
import { postRest } from '#server/credits/post-rest.ts'
import { startRun } from '#server/credits/start-run.ts'
import { workOnRuns } from '#server/credits/work-on-runs.ts'
import type { Database } from '#server/db/client.ts'
import { inWork } from '#server/work.ts'
import type { Figure } from './figures.ts'
import { outageId, type Stage } from './stage.ts'

const nobody = { actor: null }
const fastEnough = 25_000
/** What a run writes for each account, as it stands afterwards. */
const written = ['credits', 'claims', 'transfers', 'notices'] as const

/**
 * A whole run of the $5 over the loaded carrier. The floor of paying: a bare INSERT … SELECT of the very same rows into
 * tables with the same columns, keys and indexes, one transaction, nothing decided, checked against other tables or told.
 */
export async function programmeRun(stage: Stage): Promise<Figure[]> {
  const { database, say } = stage
  // A desk is a runner as well, and would take its share of the batches.
  await stage.desk.stop()
  await emptied(database)
  const { programmeId, version } = await database.db
    .selectFrom('programmes')
    .select(['programmeId', 'version'])
    .where('outageId', '=', outageId)
    .executeTakeFirstOrThrow()
  const { runId } = await inWork(database, nobody, (work) => startRun(work, { programmeId, version }))

  let [evaluating, looked] = [0, 0]
  const planning = await timed(() =>
    workOnRuns(database, nobody, {
      plan: async (job) => {
        const began = process.cpuUsage()
        const rows = planAccounts(job)
        const { user, system } = process.cpuUsage(began)
        evaluating += (user + system) / 1e6
        looked += rows.looked
        return rows
      },
    }),
  )
  say(
    `planned ${looked} accounts in ${planning.toFixed(1)} s, ${evaluating.toFixed(1)} s of it on evaluating`,
  )

  await inWork(database, nobody, (work) => postRest(work, { runId }))
  // As `npm run run -- work` does it on two cores: while one batch is hashed the next is in the database.
  const paying = await timed(() =>
    workOnRuns(database, nobody, { plan: async (job) => planAccounts(job), lanes: 2 }),
  )
  const { credited } = (await counts(database, runId)) ?? { credited: 0 }
  say(`paid ${credited} accounts in ${paying.toFixed(1)} s`)

  const bare = await bareInsert(database)
  say(`the same rows bare in ${bare.toFixed(1)} s`)
  const evaluated = looked / evaluating
  const ratio = bare / paying
  return [
    {
      work: 'plan of a run',
      unit: 'accounts/s of a core',
      ours: evaluated,
      floor: null,
      ratio: null,
      reach: '≥ 25,000',
      reached: evaluated >= fastEnough,
      aim: '',
      aimed: null,
      remark: `${Math.round(looked / planning).toLocaleString('en')}/s with loading and writing, on one thread`,
    },
    {
      work: 'paying from the plan',
      unit: 'accounts/s',
      ours: credited / paying,
      floor: credited / bare,
      ratio,
      reach: '≥ 0.4',
      reached: ratio >= 0.4,
      aim: '',
      aimed: null,
      remark: `${credited} accounts; floor: the same rows by INSERT … SELECT`,
    },
  ]
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now()
  await work()
  return (performance.now() - began) / 1000
}

/** The world was run once when it was loaded; here it begins as if it had not been. Only in the copy that is thrown away. */
async function emptied(database: Database): Promise<void> {
  await database.db.transaction().execute(async (tx) => {
    await sql`set local session_replication_role = replica`.execute(tx)
    await sql`truncate credits, claims, transfers, notices, run_plans, run_left_out cascade`.execute(tx)
    await sql`update budget_stripes set taken = 0`.execute(tx)
  })
  await sql`vacuum analyze accounts, lines, line_impacts, budget_stripes`.execute(database.db)
}

async function counts(database: Database, runId: bigint) {
  return database.db
    .selectFrom('programmeRuns')
    .select('accountsCredited as credited')
    .where('runId', '=', runId)
    .executeTakeFirst()
}

async function bareInsert(database: Database): Promise<number> {
  for (const table of written) {
    await sql`drop table if exists ${sql.table(`floor_${table}`)}`.execute(database.db)
    await sql`create table ${sql.table(`floor_${table}`)} (like ${sql.table(table)} including defaults including constraints including indexes)`.execute(
      database.db,
    )
  }
  await sql`checkpoint`.execute(database.db)
  return timed(() =>
    database.db.transaction().execute(async (tx) => {
      for (const table of written)
        await sql`insert into ${sql.table(`floor_${table}`)} select * from ${sql.table(table)}`.execute(tx)
    }),
  )
}
