import { monitorEventLoopDelay } from 'node:perf_hooks'
import { sql } from 'kysely'
import { afterAll, expect, test, vi } from 'vitest'
import { loadFacts } from '#server/credits/load-facts.ts'
import { outageFacts } from '#server/credits/outage-facts.ts'
import { planThreads } from '#server/credits/plan-threads.ts'
import { planHere } from '#server/credits/run-programme.ts'
import { accountsOf, type SimulationAsk, simulationKnown } from '#server/credits/simulate-batch.ts'
import { simulateProgramme } from '#server/credits/simulate-programme.ts'
import { startRun } from '#server/credits/start-run.ts'
import { workOnRuns } from '#server/credits/work-on-runs.ts'
import { openDatabase } from '#server/db/open-database.ts'
import { measureImpacts } from '#server/outages/measure-impacts.ts'
import { simulate } from '#shared/credits/simulation.ts'
import type { Programme } from '#shared/programmes/document.ts'
import { tokenOf } from '#test/support/calls.ts'
import { databaseKind, freshTarget } from '#test/support/database.ts'
import { asTheDesk, programme as fiveDollars, furnishDesk, outageId } from '#test/support/desk.ts'
import { httpDesk } from '#test/support/http-desk.ts'

/**
 * A desk answers people while it simulates and while it plans a run, because both are evaluated on threads. Were they
 * evaluated on the loop, it would stand still at least as long as that takes: which is measured here too.
 */
vi.setConfig({ testTimeout: 60_000 })
const [accounts, stretchOf] = [6_000, 2_000]
const target = await freshTarget()
const database = await openDatabase(target)
afterAll(() => database.close())
/** It has much to work out for every line: loading the facts is the smaller part. */
const programme: Programme = {
  ...fiveDollars,
  unit: { of: 'line' },
  benefits: Array.from({ length: 12 }, (_, index) => ({
    id: `day-${index}`,
    title: 'A day of the plan',
    when: [{ fact: 'unit.secondsLost', operator: 'atLeast', value: 3600 }],
    gives: { form: 'dailyRate', days: { count: 'fixed', days: '1' } },
    rateBase: { components: ['plan'], basis: 'current', denominator: 'daysInMonth' },
    instrument: 'billCredit',
  })),
  stacking: { ...fiveDollars.stacking, benefits: 'max' },
}
await furnishDesk(database, { programme })
await asTheDesk(database, async (work) => {
  await sql`insert into accounts (account_id, type, status, holder_name, name_words, street, city, state, postal_code, time_zone, bill_day, language)
    select (401000000 + n)::text, 'consumer', 'active', 'Customer', '{customer}', '1 Main St', 'Denver', 'CO', '80202', 'America/Denver', 14, 'en'
    from generate_series(1, ${accounts}::int) n`.execute(work.tx)
  await sql`insert into lines (account_id, phone, status, plan_code, plan_name, monthly_charge, market, time_zone)
    select account_id, '+1720' || substr(account_id, 3) || l, 'active', 'VALUE', 'Value Plus', 5000, 'DEN', 'America/Denver'
    from accounts, generate_series(0, 1) l`.execute(work.tx)
  await sql`insert into impact_intervals (account_id, line_id, outage_id, source, detached_at, reattached_at, site)
    select account_id, line_id, ${outageId}, 'hss', timestamptz '2024-02-22T09:00:00Z', timestamptz '2024-02-22T13:00:00Z', 'DEN001' from lines`.execute(
    work.tx,
  )
  await measureImpacts(work, outageId)
})
const desk = await httpDesk(database)
const token = await tokenOf(database, 'morgan')

/** On the embedded database, which has one connection, a batch that is planned holds it: there only the process is asked. */
const question = () =>
  databaseKind === 'postgres' ? desk.ask(token, 'staff.desk', undefined) : fetch(`${desk.url}/live`)

/** The loop of this process in one stretch of the work: how many questions it answered, how long it stood still. */
type Stretch = { answers: number; stood: number }

/** Asks question after question while something works, and looks at the loop stretch by stretch. */
async function whileAsking(work: (stretchDone: () => void) => Promise<unknown>): Promise<Stretch[]> {
  const loop = monitorEventLoopDelay({ resolution: 5 })
  const stretches: Stretch[] = []
  let [answers, over] = [0, false]
  const asking = (async () => {
    while (!over) {
      if ((await question()).status === 200) answers += 1
    }
  })()
  loop.enable()
  await work(() => {
    stretches.push({ answers, stood: Math.round(loop.max / 1e6) })
    answers = 0
    loop.reset()
  }).finally(() => {
    over = true
  })
  await asking
  loop.disable()
  // In the first the threads begin.
  return stretches.slice(1)
}

/** How long the loop stands still when a stretch is evaluated on it: the quicker of two. */
async function onTheLoop(evaluate: () => unknown): Promise<number> {
  const took: number[] = []
  for (let time = 0; time < 2; time += 1) {
    const began = performance.now()
    await evaluate()
    took.push(Math.round(performance.now() - began))
  }
  return Math.min(...took)
}

/** In the calmest of the stretches: another program may hold up any of them, and an evaluation on the loop all. */
function insistOnAnswers(what: string, stretches: readonly Stretch[], still: number): void {
  process.stdout.write(
    `${what}: ${stretches.map(({ answers, stood }) => `${answers} answers and at most ${stood} ms without`).join(', ')}; evaluated on the loop ${still} ms without\n`,
  )
  expect(Math.max(...stretches.map(({ answers }) => answers))).toBeGreaterThan(2)
  expect(2 * Math.min(...stretches.map(({ stood }) => stood))).toBeLessThan(still)
}

test('while a simulation counts 6,000 accounts, other questions are answered', async () => {
  const ask: SimulationAsk = { programme, against: null, outageId, at: '2024-03-01T12:00:00Z' }
  const stretches = await whileAsking(async (stretchDone) => {
    const tally = await simulateProgramme(database, ask, {
      target: target.kind === 'postgres' ? target : null,
      workers: 1,
      accountsOfStretch: stretchOf,
      onProgress: (done) => done > 0 && stretchDone(),
    })
    expect(tally).toMatchObject({ looked: accounts, paid: accounts })
  })
  const known = await simulationKnown(database.db, ask)
  const loaded = await accountsOf(database.db, known, { after: '', until: '~', accounts: stretchOf })
  insistOnAnswers('a simulation', stretches, await onTheLoop(() => simulate(loaded, ask)))
})

test('while a run over 6,000 accounts is planned, other questions are answered', async () => {
  const { runId } = await asTheDesk(database, (work) =>
    startRun(work, { programmeId: programme.id, version: programme.version, batchOf: stretchOf }),
  )
  const threads = planThreads(1)
  const stretches = await whileAsking((stretchDone) =>
    workOnRuns(database, { actor: null }, { ...threads, only: runId, onBatch: () => stretchDone() }).finally(
      () => threads.stop(),
    ),
  )
  const outage = await outageFacts(database.db, programme, outageId)
  const loaded = await loadFacts(database.db, outage, { after: '', limit: stretchOf })
  const accountsToPlan = loaded.map((each) => ({ ...each, held: null, credited: null }))
  const job = { programme, at: '2024-03-01T12:00:00Z', runId: runId.toString(), accounts: accountsToPlan }
  insistOnAnswers('the plan of a run', stretches, await onTheLoop(() => planHere(job)))
})
