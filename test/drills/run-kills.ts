import { type ChildProcess, spawn } from 'node:child_process'
import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'kysely'
import { postRest } from '#server/credits/post-rest.ts'
import { startRun } from '#server/credits/start-run.ts'
import { verifyRun } from '#server/credits/verify-run.ts'
import type { Database } from '#server/db/client.ts'
import { publishAsDemoPeople } from '#server/demo/demo-programme.ts'
import { setBudget } from '#server/ledger/budgets.ts'
import { actorNamed } from '#server/staff/actor-named.ts'
import { inWork } from '#server/work.ts'
import type { Programme } from '#shared/programmes/document.ts'
import makeItRight from '../../programmes/make-it-right-2024-02-22.json' with { type: 'json' }
import { drill } from './drill.ts'
import { endsWithUs } from './processes.ts'
import type { Stage } from './stage.ts'
import { outageId } from './world.ts'

const programme = makeItRight as unknown as Programme
const amount = 500n
/** One account in ten is of a kind that the programme does not pay. */
const excludedOf = 10

/** Two runners share a run over real PostgreSQL; one of them dies by kill -9, again and again, while planning and while paying. */
export const runKills = drill({
  name: 'RUN-KILLS',
  what: 'kill -9 of one of two runners at random during a run: each due account is credited once, nobody else, the budget is exact',
  minutes: 6,
  // Enough that a quick machine does not end between the last kills.
  reduced: { kills: 6, inPlanning: 5, accounts: 16_000, batchOf: 50 },
  full: { kills: 50, inPlanning: 30, accounts: 200_000, batchOf: 50 },
  async run(stage, tier) {
    const cluster = await stage.cluster()
    const world = await stage.world(cluster, { accounts: tier.accounts })
    const { database } = world
    await sql`update accounts set type = 'prepaid' where account_id::bigint % ${excludedOf}::int = 0`.execute(
      database.db,
    )
    const payable = tier.accounts - Math.floor(tier.accounts / excludedOf)
    await inWork(database, { actor: null }, async (work) => {
      await setBudget(work, {
        outageId,
        purpose: 'automatic',
        total: BigInt(payable) * amount,
        currency: 'USD',
      })
      await publishAsDemoPeople(work, programme)
    })
    const manager = { actor: await actorNamed(database.db, 'morgan') }
    const { runId } = await inWork(database, manager, (work) =>
      startRun(work, { programmeId: programme.id, version: programme.version, batchOf: tier.batchOf }),
    )
    const crew = [runner(world.deskUrl), runner(world.deskUrl)]
    for (const each of crew) stage.later(() => each.kill())

    let kills = 0
    let [inPlanning, inPaying] = [0, 0]
    for (
      let state = await stateOf(database, runId);
      state !== 'finished';
      state = await stateOf(database, runId)
    ) {
      if (state === 'planned') await inWork(database, manager, (work) => postRest(work, { runId }))
      if (state === 'paused' || state === 'stopped') throw new Error(`The run is ${state}.`)
      // Planning takes longer than paying: what is kept of the kills for it comes then.
      const due = state === 'planning' ? inPlanning < tier.inPlanning : kills < tier.kills
      if (due && (await isWorking(database, runId))) {
        await pause(stage.chance.between(0, 120))
        await crew[kills % crew.length]?.kill()
        const at = await stateOf(database, runId)
        if (at === 'planning') inPlanning += 1
        if (at === 'running') inPaying += 1
        kills += 1
        crew[(kills - 1) % crew.length]?.start()
      } else await pause(20)
    }
    const told = await outcomeOf(database, runId)
    stage.insist(kills === tier.kills, `The run ended after ${kills} kills: it was too quick for the drill.`)
    stage.insist(told.credited === payable, `${told.credited} of ${payable} due accounts were credited.`)
    stage.insist(told.doubled === 0, `${told.doubled} accounts were credited twice.`)
    stage.insist(told.strangers === 0, `${told.strangers} accounts were credited that are not due.`)
    stage.insist(
      told.taken === BigInt(payable) * amount && told.moved === told.taken,
      `The budget says ${told.taken}, the transfers ${told.moved}.`,
    )
    await insistOnRoots(stage, database, runId)
    await stage.booksHold(world)
    return {
      kills,
      planning: inPlanning,
      paying: inPaying,
      accounts: tier.accounts,
      credited: told.credited,
      lost: payable - told.credited + told.strangers,
      doubled: told.doubled,
      budget: told.taken === BigInt(payable) * amount ? 'exact' : 'wrong',
    }
  },
})

/** A runner as an operator starts it. Killed, it is started again by hand. */
function runner(url: string) {
  let child: ChildProcess
  const start = () => {
    child = spawn(process.execPath, ['server/run.cjs', 'server/cli/run.ts', 'work', '--threads', '1'], {
      env: { ...process.env, DATABASE_URL: url },
      stdio: 'ignore',
    })
    endsWithUs(child)
  }
  start()
  return {
    start,
    async kill() {
      child.kill('SIGKILL')
      while (child.exitCode === null && child.signalCode === null) await pause(5)
    },
  }
}

async function stateOf(database: Database, runId: bigint): Promise<string> {
  const row = await database.db
    .selectFrom('programmeRuns')
    .select('state')
    .where('runId', '=', runId)
    .executeTakeFirstOrThrow()
  return row.state
}

/** Whether both runners hold a batch now: only then does a kill hit one in the middle of its work. */
async function isWorking(database: Database, runId: bigint): Promise<boolean> {
  const found = await sql<{ at: bigint }>`
    select count(*) as at from pg_locks l where l.locktype = 'advisory' and l.mode = 'ShareLock' and l.granted
      and exists (select from programme_runs r where r.run_id = ${runId} and r.state in ('planning', 'running'))`.execute(
    database.db,
  )
  return (found.rows[0]?.at ?? 0n) >= 2n
}

type Outcome = { credited: number; doubled: number; strangers: number; taken: bigint; moved: bigint }
async function outcomeOf(database: Database, runId: bigint): Promise<Outcome> {
  const found = await sql<Outcome>`
    with paid as (select t.account_id, count(*)::int as times, sum(t.amount)::bigint as amount from transfers t where t.kind = 'post' and t.credit_id is not null group by t.account_id)
    select (select count(*)::int from paid p join accounts a using (account_id) where a.type = 'consumer') as credited,
      (select count(*)::int from paid where times > 1 or amount <> ${amount}::bigint) as doubled,
      (select count(*)::int from paid p join accounts a using (account_id) where a.type <> 'consumer') as strangers,
      (select sum(taken)::bigint from budget_stripes where budget_id = ${`automatic:${outageId}`}) as taken,
      (select coalesce(sum(amount), 0)::bigint from transfers where budget_id = ${`automatic:${outageId}`}) as moved
    where ${runId}::bigint > 0`.execute(database.db)
  const [row] = found.rows
  if (!row) throw new Error('The run has no outcome.')
  return row
}

async function insistOnRoots(stage: Stage, database: Database, runId: bigint): Promise<void> {
  const { findings } = await verifyRun(database.db, runId)
  for (const finding of findings.slice(0, 3)) stage.insist(false, finding)
}
