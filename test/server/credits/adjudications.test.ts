import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { planHere, runProgramme } from '#server/credits/run-programme.ts'
import { workOnRuns } from '#server/credits/work-on-runs.ts'
import { workOnWindows } from '#server/credits/work-on-windows.ts'
import { publishAsDemoPeople } from '#server/demo/demo-programme.ts'
import { importFile } from '#server/imports/import-file.ts'
import { loadMap } from '#server/imports/import-map.ts'
import { memorySource } from '#server/imports/source.ts'
import type { Programme } from '#shared/programmes/document.ts'
import { refusalFrom, signedIn } from '#test/support/calls.ts'
import {
  asTheDesk,
  balanceOf,
  deskJournal,
  openDesk,
  outageId,
  stateHash,
  window,
} from '#test/support/desk.ts'
import { addAccount } from '#test/support/factories.ts'
import { byTheHour } from './by-the-hour.ts'

const database = await openDesk({ businessDate: '2024-02-25', programme: null })
const desk = { actor: null }
const work = async () => {
  await workOnRuns(database, desk, { plan: planHere })
  await workOnWindows(database, desk)
}
// The losses begin at 09:00; the window ends at 20:10.
const ids = {
  long: await addAccount(database, { lines: [{ hours: 11 }] }),
  middling: await addAccount(database, { lines: [{ hours: 4 }] }),
  brief: await addAccount(database, { lines: [{ hours: 1 }] }),
}
await asTheDesk(database, (each) => publishAsDemoPeople(each, byTheHour))
const [alex, morgan, marta] = [
  await signedIn(database, 'alex'),
  await signedIn(database, 'morgan'),
  await signedIn(database, 'marta'),
]
const balances = async () =>
  Promise.all(Object.values(ids).map(async (id) => Number(await balanceOf(database, id))))
const page = () => morgan.credits.outage({ outageId })
const shorter = '2024-02-22T14:00:00Z'
const ask = (endsAt = shorter) => ({
  outageId,
  startsAt: window.startsAt.toISOString(),
  endsAt,
  windowSource: 'the carrier’s second notice',
  because: 'The core was back by two.',
})
/** What people see of the outage, and who has what: everything a proposal must not touch. */
const inForce = async () => {
  const rows = await sql<{ text: string }>`
    select string_agg(t, '|' order by t) as text from (
      select o::text as t from outages o union all select s::text from outage_sources s union all select l::text from line_impacts l
      union all select c::text from credits c union all select m::text from claims m union all select x::text from transfers x) every`.execute(
    database.db,
  )
  return rows.rows[0]?.text
}

test('a programme that was never run has nothing to correct: the window alone is proposed, and may be withdrawn', async () => {
  const { adjudicationId } = await morgan.credits.proposeWindow(ask())
  expect((await page()).proposal).toMatchObject({ corrections: [], may: { drop: { ok: true } } })
  await morgan.credits.dropWindow({ adjudicationId, because: 'Too early.' })
  expect((await page()).decided).toMatchObject([
    { state: 'withdrawn', decidedBy: 'Morgan Hale', decidedBecause: 'Too early.' },
  ])
})

test('a proposed window lists who would have too much, with the sum and a sample, and nothing of the outage changes', async () => {
  await runProgramme(database, desk, byTheHour)
  expect(await balances()).toEqual([1000, 400, 0])
  const before = await inForce()
  await morgan.credits.proposeWindow(ask())
  expect((await page()).proposal).toMatchObject({
    corrections: [{ state: 'planning' }],
    may: { putInForce: { code: 'SELF_APPROVAL' } },
  })
  expect((await marta.credits.outage({ outageId })).proposal?.may.putInForce).toMatchObject({ code: 'STALE' })
  await work()
  const { proposal } = await page()
  expect(proposal).toMatchObject({
    window: { startsAt: '2024-02-22T08:45:00.000Z', endsAt: '2024-02-22T14:00:00.000Z' },
    was: { endsAt: '2024-02-22T20:10:00.000Z', source: 'the carrier’s notice' },
    proposedBy: 'Morgan Hale',
    corrections: [
      {
        state: 'planned',
        looked: 3,
        under: { accounts: 0, amount: { minor: '0' }, sample: [] },
        over: { accounts: 1, amount: { minor: '600' }, sample: [{ accountId: ids.long, minor: '600' }] },
      },
    ],
  })
  expect(await inForce()).toBe(before)
  const { outage } = await morgan.adjustments.accountPage({ accountId: ids.long, outageId })
  expect(new Date(outage?.endsAt ?? '')).toEqual(window.endsAt)
  expect((await deskJournal(database, 'propose-window')).at(-1)).toMatchObject({
    actor: 'Morgan Hale',
    reason: 'The core was back by two.',
  })
})

test('whoever talks to callers sees the sums and not whose accounts they are', async () => {
  const seen = (await alex.credits.outage({ outageId })).proposal?.corrections[0]
  expect(seen).toMatchObject({ over: { accounts: 1, amount: { minor: '600' }, sample: [] } })
})

test('by a window that is only proposed nothing is paid and nothing is taken back, through no door', async () => {
  const runId = (await page()).proposal?.corrections[0]?.runId ?? ''
  expect(await refusalFrom(marta.credits.approveRun({ runId }))).toMatchObject({ code: 'STALE' })
  expect((await marta.credits.run({ runId })).may).toMatchObject({
    approve: { code: 'STALE' },
    excess: { code: 'STALE' },
  })
  expect(
    await refusalFrom(marta.credits.reverseRun({ runId, because: 'Too much.', takes: 'excess' })),
  ).toMatchObject({ code: 'STALE' })
  const past = sql`update programme_runs set state = 'running', approved_by = (select staff_id from sign_ins where username = 'marta') where run_id = ${runId}`
  await expect(past.execute(database.db)).rejects.toThrow('not in force')
  expect(await balances()).toEqual([1000, 400, 0])
})

test('one proposal at a time, and what is put in force takes a second manager', async () => {
  const adjudicationId = (await page()).proposal?.adjudicationId ?? ''
  expect(await refusalFrom(marta.credits.proposeWindow(ask()))).toMatchObject({ code: 'ALREADY_ASKED' })
  expect(await refusalFrom(morgan.credits.putWindowInForce({ adjudicationId }))).toMatchObject({
    code: 'SELF_APPROVAL',
  })
  const alone = sql`update adjudications set state = 'in_force', decided_by = proposed_by, decided_at = now() where adjudication_id = ${adjudicationId}`
  await expect(alone.execute(database.db)).rejects.toThrow('four_eyes')
  await marta.credits.putWindowInForce({ adjudicationId })
  await work()
  const now = await page()
  expect(now).toMatchObject({
    window: { endsAt: '2024-02-22T14:00:00.000Z', source: 'the carrier’s second notice' },
    proposal: null,
    evidence: { unlisted: false },
  })
  expect(now.decided[0]).toMatchObject({ state: 'in_force', decidedBy: 'Marta Kowalska' })
  expect(now.sources.map(({ remark }) => remark)).toContain('the carrier’s notice')
  // The window counts; the money has not moved.
  expect(await balances()).toEqual([1000, 400, 0])
  expect(await refusalFrom(marta.credits.putWindowInForce({ adjudicationId }))).toMatchObject({
    code: 'ALREADY_DECIDED',
  })
})

test('then the runs are approved as ever: the excess is taken back, and a longer window pays the difference', async () => {
  const runId = (await page()).runs.find(({ kind }) => kind === 'correction')?.runId ?? ''
  const back = await morgan.credits.reverseRun({ runId, because: 'The window is shorter.', takes: 'excess' })
  await work()
  await marta.credits.approveRun(back)
  await work()
  expect(await balances()).toEqual([400, 400, 0])

  const { adjudicationId } = await marta.credits.proposeWindow(ask('2024-02-22T20:30:00Z'))
  await work()
  const longer = (await page()).proposal?.corrections[0]
  expect(longer).toMatchObject({
    under: { accounts: 1, amount: { minor: '600' }, sample: [{ accountId: ids.long }] },
    over: { accounts: 0 },
  })
  await morgan.credits.putWindowInForce({ adjudicationId })
  await work()
  const due = { runId: longer?.runId ?? '' }
  expect(await refusalFrom(marta.credits.approveRun(due))).toMatchObject({ code: 'SELF_APPROVAL' })
  await morgan.credits.approveRun(due)
  await work()
  expect(await balances()).toEqual([1000, 400, 0])
  expect(await page()).toMatchObject({
    programmes: [{ credits: 3, paid: { minor: '2000' }, takenBack: { minor: '600' } }],
  })
})

test('a window that is turned down stops its runs and changes nothing', async () => {
  const before = await inForce()
  const { adjudicationId } = await morgan.credits.proposeWindow(ask('2024-02-22T12:00:00Z'))
  await work()
  const runId = (await page()).proposal?.corrections[0]?.runId ?? ''
  await marta.credits.dropWindow({ adjudicationId, because: 'The notice is about another city.' })
  expect(await morgan.credits.run({ runId })).toMatchObject({
    state: 'stopped',
    because: 'The notice is about another city.',
  })
  expect(await inForce()).toBe(before)
  expect((await page()).decided[0]).toMatchObject({ state: 'turned_down', decidedBy: 'Marta Kowalska' })
})

test('what was worked out before the evidence changed is not put in force', async () => {
  const { adjudicationId } = await morgan.credits.proposeWindow(ask())
  await work()
  ids.brief = await addAccount(database, { lines: [{ hours: 3 }] })
  expect((await page()).evidence.unlisted).toBe(true)
  expect(await refusalFrom(marta.credits.putWindowInForce({ adjudicationId }))).toMatchObject({
    code: 'STALE',
  })
  await marta.credits.dropWindow({ adjudicationId, because: 'Worked out too early.' })
})

test('a run that still pays goes first', async () => {
  const key = { programmeId: byTheHour.id, version: byTheHour.version }
  const { runId } = await morgan.credits.startRun(key)
  const refused = await refusalFrom(morgan.credits.proposeWindow(ask()))
  expect(refused).toMatchObject({ code: 'STALE', message: expect.stringContaining(`Run ${runId}`) })
  await morgan.credits.stopRun({ runId, because: 'Another window first.' })
})

test.each([
  ['that ends before it begins', { endsAt: '2024-02-22T08:00:00Z' }, 'ends after it begins'],
  ['that is as long as nothing', { endsAt: window.startsAt.toISOString() }, 'ends after it begins'],
  ['that ends in the future', { endsAt: '2999-01-01T00:00:00Z' }, 'in the future'],
  ['without whose word it is', { windowSource: ' ' }, 'whose word'],
  ['without a reason', { because: 'x' }, 'say why'],
  ['whose end is no instant', { endsAt: '2024-02-30T08:00:00Z' }, 'an instant'],
])('a window %s is refused', async (_which, wrong, words) => {
  const before = await stateHash(database)
  await expect(morgan.credits.proposeWindow({ ...ask(), ...wrong })).rejects.toThrow(words)
  expect(await stateHash(database)).toBe(before)
})

test('an outage that there is not is not found', async () => {
  expect(await refusalFrom(morgan.credits.proposeWindow({ ...ask(), outageId: 'no-such' }))).toMatchObject({
    code: 'NOT_FOUND',
  })
  expect(await refusalFrom(morgan.credits.outage({ outageId: 'no-such' }))).toMatchObject({
    code: 'NOT_FOUND',
  })
})

test('other sites: loaded by a file, they are evidence at once, and the same window again lists who is due what', async () => {
  const bySites: Programme = {
    ...byTheHour,
    version: 2,
    unit: {
      of: 'line',
      eligibility: [
        {
          id: 'on-site',
          fact: 'unit.attachedAtStart',
          operator: 'is',
          value: true,
          failure: { because: 'No site of this line was out.', route: null },
        },
      ],
    },
    supersession: { supersedes: 1, mode: 'delta' },
  }
  await asTheDesk(database, (each) => publishAsDemoPeople(each, bySites))
  await runProgramme(database, desk, bySites)
  // By version 2 nobody is due anything, because no site is known to have been out.
  const had = await balances()
  const rows = [
    'SITE_ID,MARKET,DOWN_UTC,UP_UTC,CAUSE',
    'DEN001,DEN,2024-02-22T08:45:00Z,2024-02-22T20:10:00Z,other',
  ]
  await importFile(
    database,
    desk,
    'sites',
    memorySource('sites.csv', async function* () {
      yield rows.join('\n')
    }),
    { map: await loadMap(), outageId },
  )
  expect((await page()).evidence).toMatchObject({ sites: 1, unlisted: true })
  expect(await balances()).toEqual(had)
  const { window: same } = await page()
  const { adjudicationId } = await morgan.credits.proposeWindow({
    outageId,
    startsAt: same.startsAt,
    endsAt: same.endsAt,
    windowSource: same.source,
    because: 'The sites of Denver were missing.',
  })
  await work()
  const [found] = (await page()).proposal?.corrections ?? []
  expect(found).toMatchObject({ under: { accounts: 1, sample: [{ accountId: ids.brief, minor: '400' }] } })
  await marta.credits.putWindowInForce({ adjudicationId })
  await work()
  await marta.credits.approveRun({ runId: found?.runId ?? '' })
  await work()
  expect(await balances()).toEqual([1000, 400, 400])
})
