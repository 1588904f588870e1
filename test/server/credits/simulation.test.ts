import { readdir, readFile } from 'node:fs/promises'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { factsOf } from '#server/credits/load-facts.ts'
import { replayCredit } from '#server/credits/replay-credit.ts'
import { runProgramme } from '#server/credits/run-programme.ts'
import { simulateBatch, simulationKnown } from '#server/credits/simulate-batch.ts'
import { simulateProgramme } from '#server/credits/simulate-programme.ts'
import { workOnSimulations } from '#server/credits/work-on-simulations.ts'
import { digest } from '#server/programmes/digest.ts'
import { evaluate } from '#shared/credits/evaluate.ts'
import { emptyTally, together } from '#shared/credits/simulation.ts'
import { tallyView } from '#shared/credits/simulation-views.ts'
import type { Programme } from '#shared/programmes/document.ts'
import { signedIn } from '#test/support/calls.ts'
import { openDesk, outageId, programme, stateHash } from '#test/support/desk.ts'
import { addAccounts } from '#test/support/factories.ts'

const database = await openDesk()
await addAccounts(database, [
  { lines: [{}, {}, {}] },
  { lines: [{}] },
  { type: 'small_business', lines: [{}, {}] },
  { type: 'business' },
  { type: 'prepaid' },
  { type: 'prepaid' },
  { lines: [{ hours: 0 }] },
  { status: 'closed', closedOn: '2024-02-01' },
])
const at = '2024-03-01T12:00:00Z'
const onThreads = (asked: Programme, against: Programme | null, workers: number) =>
  simulateProgramme(
    database,
    { programme: asked, against, outageId, at },
    { target: null, workers, accountsOfStretch: 3 },
  )
/** The same in one piece and without threads, which take seconds to start. */
const simulate = async (asked: Programme, against: Programme | null = null) =>
  simulateBatch(
    database.db,
    await simulationKnown(database.db, { programme: asked, against, outageId, at }),
    { after: '', until: '999999999', accounts: 100 },
  )
/** A day of the plan for each line, as the raised programme of 2022 began. */
const byLine = (days: string): Programme => ({
  ...programme,
  id: 'by-line',
  unit: { of: 'line' },
  benefits: [
    {
      id: 'days',
      title: 'Days of the plan',
      when: [],
      gives: { form: 'dailyRate', days: { count: 'fixed', days } },
      rateBase: { components: ['plan'], basis: 'current', denominator: 'daysInMonth' },
      instrument: 'billCredit',
    },
  ],
})

test('counts what each account would get, by lines, segment and market, and why the others get nothing; nothing is written', async () => {
  const before = await stateHash(database)
  const seen: number[][] = []
  const tally = await simulateProgramme(
    database,
    { programme, against: null, outageId, at },
    { target: null, workers: 2, onProgress: (done, total) => seen.push([done, total]) },
  )
  const view = tallyView(tally)
  expect(view).toMatchObject({ accounts: 8, paid: 3, minor: '1500', dueMinor: '1500', difference: null })
  expect(view.byLines).toEqual([
    { key: '1', accounts: 6, paid: 1, minor: '500' },
    { key: '2', accounts: 1, paid: 1, minor: '500' },
    { key: '3', accounts: 1, paid: 1, minor: '500' },
  ])
  expect(view.byType.map(({ key, paid }) => [key, paid])).toEqual([
    ['consumer', 2],
    ['prepaid', 0],
    ['business', 0],
    ['small_business', 1],
  ])
  expect(view.byMarket).toEqual([{ key: 'CO', accounts: 8, paid: 3, minor: '1500' }])
  expect(view.nothing.map(({ id, accounts }) => [id, accounts])).toEqual([
    ['segment', 2],
    ['affected', 1],
    ['open-at-start', 1],
    ['segment', 1],
  ])
  expect(view.nothing[0]?.because).toContain('there is no bill to put it on')
  expect(seen.at(-1)).toEqual([8, 8])
  expect(await stateHash(database)).toBe(before)
})

test('is the sum of what the evaluator says of each account alone', async () => {
  for (const each of [programme, byLine('1')]) {
    const alone = (await factsOf(database.db, each, outageId, '', 100)).map(({ facts }) =>
      evaluate(facts, each, at, digest),
    )
    const tally = await simulate(each)
    expect(tally.minor).toBe(alone.reduce((sum, { amount }) => sum + BigInt(amount.minor), 0n))
    expect(tally.paid).toBe(alone.filter(({ amount }) => amount.minor !== '0').length)
  }
})

test('the difference to another version: who gains, who loses, who has the same, and in all', async () => {
  const { difference } = tallyView(await simulate(byLine('5'), byLine('1')))
  expect(difference).toMatchObject({ less: { accounts: 0 }, same: 5 })
  const [one, five] = [await simulate(byLine('1')), await simulate(byLine('5'))]
  expect(difference?.minor).toBe((five.minor - one.minor).toString())
  const itself = tallyView(await simulate(byLine('5'), byLine('5')))
  expect(itself.difference).toMatchObject({
    more: { accounts: 0 },
    less: { accounts: 0 },
    same: 8,
    minor: '0',
  })
})

test('the number of threads and the order of the parts change nothing', async () => {
  const alone = await simulate(byLine('1'), programme)
  for (const workers of [1, 3])
    expect(tallyView(await onThreads(byLine('1'), programme, workers))).toEqual(tallyView(alone))
  expect(alone.looked).toBe(8)
  expect(tallyView(together(emptyTally(true), alone))).toEqual(tallyView(alone))
})

test('can be stopped', async () => {
  const aborted = AbortSignal.abort(new Error('stopped'))
  await expect(
    simulateProgramme(
      database,
      { programme, against: null, outageId, at },
      { target: null, signal: aborted },
    ),
  ).rejects.toThrow('stopped')
})

test('every published programme can be simulated over accounts that are loaded', async () => {
  const folder = new URL('../../../programmes/', import.meta.url)
  const files = (await readdir(folder)).filter((name) => name.endsWith('.json'))
  expect(files).toHaveLength(22)
  for (const file of files) {
    const each = { ...(JSON.parse(await readFile(new URL(file, folder), 'utf8')) as Programme), outage: null }
    const known = await simulationKnown(database.db, { programme: each, against: null, outageId, at })
    const { looked, paid, otherOffers, nothing } = await simulateBatch(database.db, known, {
      after: '',
      until: '999999999',
      accounts: 100,
    })
    const refused = Object.values(nothing).reduce((sum, { accounts }) => sum + accounts, 0)
    expect([file, looked]).toEqual([file, 8])
    expect([file, refused === 8 - paid || otherOffers > 0]).toEqual([file, true])
  }
})

test('a manager asks for a simulation at the desk; it is run once, and its result stored for everybody to see', async () => {
  const morgan = await signedIn(database, 'morgan')
  const key = { programmeId: programme.id, version: 1 }
  await morgan.credits.simulate({ ...key, against: null })
  const look = async () => (await (await signedIn(database, 'audrey')).credits.simulations(key))[0]
  expect(await look()).toMatchObject({ state: 'running', result: null })
  const desk = { target: null, workers: 1 }
  await Promise.all([
    workOnSimulations(database, { actor: null }, desk),
    workOnSimulations(database, { actor: null }, desk),
  ])
  expect(await look()).toMatchObject({
    state: 'finished',
    current: true,
    done: 8,
    result: { paid: 3, minor: '1500', budget: { left: '10000000', after: '9998500' } },
  })
})

test('what was credited is proved again from its facts; a stored amount that was tampered with is found', async () => {
  await runProgramme(database, { actor: null }, programme)
  const credits = await database.db.selectFrom('credits').select(['creditId', 'factsHash']).execute()
  expect(credits).toHaveLength(3)
  for (const { creditId } of credits) expect((await replayCredit(database.db, creditId)).problems).toEqual([])
  const [first] = credits
  if (!first) return
  await sql`alter table credits disable trigger user`.execute(database.db)
  await sql`update credits set facts = jsonb_set(facts, '{account,type}', '"business"') where credit_id = ${first.creditId}`.execute(
    database.db,
  )
  const { problems } = await replayCredit(database.db, first.creditId)
  expect(problems).toEqual([
    expect.stringContaining('was stored'),
    expect.stringContaining('give $0.00, and $5.00 was credited'),
  ])
})
