import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { planHere, runProgramme } from '#server/credits/run-programme.ts'
import { workOnRuns } from '#server/credits/work-on-runs.ts'
import { workOnWindows } from '#server/credits/work-on-windows.ts'
import { publishAsDemoPeople } from '#server/demo/demo-programme.ts'
import { measureImpacts } from '#server/outages/measure-impacts.ts'
import { refusalFrom, signedIn } from '#test/support/calls.ts'
import { asTheDesk, deskJournal, openDesk, outageId, window } from '#test/support/desk.ts'
import { addAccount } from '#test/support/factories.ts'
import { byTheHour } from './by-the-hour.ts'

const database = await openDesk({ businessDate: '2024-02-25', programme: null })
/** The embedded database has one connection: nobody else can look while something is written. */
const shared = database.kind === 'postgres'
const desk = { actor: null }
for (const hours of [11, 4, 1, 0]) await addAccount(database, { lines: [{ hours }, { hours }] })
await asTheDesk(database, (each) => publishAsDemoPeople(each, byTheHour))
await runProgramme(database, desk, byTheHour)
const [morgan, marta] = [await signedIn(database, 'morgan'), await signedIn(database, 'marta')]
const page = () => morgan.credits.outage({ outageId })

/** Morgan proposes a window, its correction is planned, and Marta agrees. */
async function agreed(endsAt: string): Promise<string> {
  const { adjudicationId } = await morgan.credits.proposeWindow({
    outageId,
    startsAt: window.startsAt.toISOString(),
    endsAt,
    windowSource: 'the carrier’s second notice',
    because: 'The core was back earlier.',
  })
  await workOnRuns(database, desk, { plan: planHere })
  await marta.credits.putWindowInForce({ adjudicationId })
  return adjudicationId
}
/** The outage with what was measured of each line: all by one window, or all by another. */
async function measured(): Promise<unknown> {
  const found = await sql`
    select o.starts_at, o.ends_at, o.measured, (select json_agg(i order by account_id, line_id) from line_impacts i) as lines from outages o`.execute(
    database.db,
  )
  return found.rows[0]
}
/** The longest that a line was without service, in seconds. */
async function lost(): Promise<number | undefined> {
  const found = await sql<{ longest: number }>`select max(seconds_lost) as longest from line_impacts`.execute(
    database.db,
  )
  return found.rows[0]?.longest
}
const times = async () => (await deskJournal(database, 're-adjudicate-outage')).length

/** The connection that puts a window in force ends as that of a process that was killed. */
const killed = shared
  ? async () => {
      await sql`select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and classid = 20240223`.execute(
        database.db,
      )
    }
  : () => {
      throw new Error('The process was killed.')
    }

test('killed in the middle, the window of before is in force, whole; the next desk puts the agreed one in force', async () => {
  const before = await measured()
  const adjudicationId = await agreed('2024-02-22T12:00:00Z')
  const dying = workOnWindows(database, desk, {
    accountsOfStep: 1,
    onStep: (done) => (done === 3 ? killed() : undefined),
  })
  await expect(dying).rejects.toThrow()
  expect(await measured()).toEqual(before)
  expect((await page()).proposal).toMatchObject({
    measuring: { agreedBy: 'Marta Kowalska', total: 4 },
    may: { putInForce: { code: 'ALREADY_DECIDED' }, drop: { ok: true } },
  })
  expect(await refusalFrom(marta.credits.putWindowInForce({ adjudicationId }))).toMatchObject({
    code: 'ALREADY_DECIDED',
    message: expect.stringContaining('Marta Kowalska agreed'),
  })

  const seen: unknown[] = []
  const steps: number[] = []
  const looking = async (done: number) => {
    steps.push(done)
    if (shared) seen.push(await measured())
  }
  await workOnWindows(database, desk, { accountsOfStep: 1, onStep: looking })
  expect(steps).toEqual([1, 2, 3, 4])
  // Whoever looked meanwhile saw the window of before, and every line as it was measured by that.
  for (const each of seen) expect(each).toEqual(before)
  expect(await page()).toMatchObject({
    window: { endsAt: '2024-02-22T12:00:00.000Z' },
    proposal: null,
    evidence: { lines: 6 },
    decided: [{ state: 'in_force', decidedBy: 'Marta Kowalska' }],
  })
  expect(await lost()).toBe(3 * 3600)
})

test('two desks that look at the same time put it in force once', async () => {
  await agreed('2024-02-22T14:00:00Z')
  const before = await times()
  await Promise.all([workOnWindows(database, desk), workOnWindows(database, desk)])
  expect(await times()).toBe(before + 1)
})

test.runIf(shared)('dropped while it is measured, it comes into force nowhere', async () => {
  const before = await measured()
  const adjudicationId = await agreed('2024-02-22T16:00:00Z')
  let dropped = false
  await workOnWindows(database, desk, {
    accountsOfStep: 1,
    onStep: async (done) => {
      if (done !== 2) return
      await marta.credits.dropWindow({ adjudicationId, because: 'The wrong notice after all.' })
      dropped = true
    },
  })
  expect(dropped).toBe(true)
  expect(await measured()).toEqual(before)
  expect((await page()).decided[0]).toMatchObject({ state: 'turned_down' })
})

test('no run begins while a window is put in force', async () => {
  const key = { programmeId: byTheHour.id, version: byTheHour.version }
  const adjudicationId = await agreed('2024-02-22T15:00:00Z')
  expect(await refusalFrom(morgan.credits.startRun(key))).toMatchObject({
    code: 'STALE',
    message: expect.stringContaining('being measured'),
  })
  await morgan.credits.dropWindow({ adjudicationId, because: 'A run goes first.' })
  const { runId } = await morgan.credits.startRun(key)
  await morgan.credits.stopRun({ runId, because: 'It was only to see that it may.' })
})

test.runIf(shared)(
  'an import that measures meanwhile waits, and measures in the window that is in force then',
  async () => {
    await agreed('2024-02-22T15:30:00Z')
    let importing: Promise<unknown> = Promise.resolve()
    await workOnWindows(database, desk, {
      accountsOfStep: 1,
      onStep: (done) => {
        if (done === 2) importing = asTheDesk(database, (each) => measureImpacts(each, outageId))
      },
    })
    const before = await lost()
    await importing
    expect(before).toBe(6.5 * 3600)
    expect(await lost()).toBe(before)
  },
)

test('evidence that comes after a second manager agreed goes first: the proposal is stale, and says so', async () => {
  const adjudicationId = await agreed('2024-02-22T16:00:00Z')
  await addAccount(database, { lines: [{ hours: 2 }] })
  const before = await measured()
  await workOnWindows(database, desk)
  expect(await measured()).toEqual(before)
  expect((await page()).proposal).toMatchObject({ measuring: null })
  expect(await refusalFrom(marta.credits.putWindowInForce({ adjudicationId }))).toMatchObject({
    code: 'STALE',
  })
  expect((await deskJournal(database, 'leave-window')).at(-1)).toMatchObject({
    reason: expect.stringContaining('has changed since'),
  })
  await morgan.credits.dropWindow({ adjudicationId, because: 'To propose it again.' })
})

test('a correction by which nobody is due anything ends by itself and says so', async () => {
  const { window: same } = await page()
  await runProgramme(database, desk, byTheHour)
  // What the windows of before left too much is taken back first.
  const settle = async () => {
    const { adjudicationId } = await morgan.credits.proposeWindow({
      outageId,
      startsAt: same.startsAt,
      endsAt: same.endsAt,
      windowSource: same.source,
      because: 'The same window.',
    })
    await workOnRuns(database, desk, { plan: planHere })
    const [correction] = (await page()).proposal?.corrections ?? []
    await marta.credits.putWindowInForce({ adjudicationId })
    await workOnWindows(database, desk)
    return correction?.runId ?? ''
  }
  const first = await settle()
  const back = await morgan.credits.reverseRun({ runId: first, because: 'Too much.', takes: 'excess' })
  await workOnRuns(database, desk, { plan: planHere })
  await marta.credits.approveRun(back)
  await workOnRuns(database, desk, { plan: planHere })

  const runId = await settle()
  expect(await morgan.credits.run({ runId })).toMatchObject({
    state: 'finished',
    due: 0,
    because: 'Nothing was due: nobody is under- or over-credited.',
  })
  expect((await deskJournal(database, 'finish-run')).at(-1)).toMatchObject({
    reason: 'Nothing was due: nobody is under- or over-credited.',
  })
})
