import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { reverseCredit } from '#server/adjustments/reverse-credit.ts'
import { proposeCorrections } from '#server/credits/propose-corrections.ts'
import { replayCredit } from '#server/credits/replay-credit.ts'
import { planHere, runProgramme } from '#server/credits/run-programme.ts'
import { verifyRun } from '#server/credits/verify-run.ts'
import { workOnRuns } from '#server/credits/work-on-runs.ts'
import { publishAsDemoPeople } from '#server/demo/demo-programme.ts'
import { reAdjudicateOutage } from '#server/outages/re-adjudicate-outage.ts'
import { actorNamed } from '#server/staff/actor-named.ts'
import { inWork } from '#server/work.ts'
import { refusalFrom, signedIn } from '#test/support/calls.ts'
import { asTheDesk, balanceOf, budgetTaken, openDesk, outageId, window } from '#test/support/desk.ts'
import { addAccount } from '#test/support/factories.ts'
import { byTheHour } from './by-the-hour.ts'

const database = await openDesk({ businessDate: '2024-02-25', programme: null })
const desk = { actor: null }
const work = () => workOnRuns(database, desk, { plan: planHere })
// The losses begin at 09:00; the window ends at 20:10.
const ids: Record<'long' | 'middling' | 'brief' | 'untouched' | 'other' | 'paid', string> = {
  other: '',
  paid: '',
  long: await addAccount(database, { lines: [{ hours: 11 }] }),
  middling: await addAccount(database, { lines: [{ hours: 4 }] }),
  brief: await addAccount(database, { lines: [{ hours: 1 }] }),
  untouched: await addAccount(database, { lines: [{ hours: 0 }] }),
}
const morgan = await signedIn(database, 'morgan')
const marta = await signedIn(database, 'marta')

/** Morgan adjudicates the outage anew; the run that lists who is now under- or over-credited is planned. */
async function adjudicate(startsAt: Date, endsAt: Date): Promise<string> {
  const actor = await actorNamed(database.db, 'morgan')
  const { runIds } = await inWork(database, { actor }, async (each) => {
    const because = 'The carrier’s second notice.'
    await reAdjudicateOutage(each, { outageId, startsAt, endsAt, windowSource: 'the second notice', because })
    return proposeCorrections(each, { outageId, because })
  })
  await work()
  return String(runIds[0])
}
const balances = async () =>
  Object.fromEntries(
    await Promise.all(
      Object.entries(ids).map(async ([name, id]) => [name, Number(await balanceOf(database, id))] as const),
    ),
  )

test('a shorter window lists who is over-credited, and nothing moves', async () => {
  await asTheDesk(database, (each) => publishAsDemoPeople(each, byTheHour))
  await runProgramme(database, desk, byTheHour)
  expect(await balances()).toEqual({ long: 1000, middling: 400, brief: 0, untouched: 0, other: 0, paid: 0 })
  const runId = await adjudicate(window.startsAt, new Date('2024-02-22T14:00:00Z'))
  const page = await morgan.credits.run({ runId })
  expect(page).toMatchObject({ kind: 'correction', state: 'planned', due: 0 })
  expect(page.preview.reasons.find(({ because }) => because.startsWith('Was credited more'))).toMatchObject({
    accounts: 1,
    example: ids.long,
  })
  expect(await balances()).toEqual({ long: 1000, middling: 400, brief: 0, untouched: 0, other: 0, paid: 0 })

  const back = await morgan.credits.reverseRun({ runId, because: 'The window is shorter.', takes: 'excess' })
  await work()
  expect(await morgan.credits.run(back)).toMatchObject({ due: 1, amountDue: { minor: '600' } })
  expect(await refusalFrom(morgan.credits.approveRun(back))).toMatchObject({ code: 'SELF_APPROVAL' })
  await marta.credits.approveRun(back)
  await work()
  expect(await balances()).toEqual({ long: 400, middling: 400, brief: 0, untouched: 0, other: 0, paid: 0 })
})

test('a longer window pays the difference as a step, when another manager has approved it', async () => {
  const runId = await adjudicate(window.startsAt, window.endsAt)
  const page = await morgan.credits.run({ runId })
  expect(page).toMatchObject({ state: 'planned', due: 1, amountDue: { minor: '600' } })
  expect(await refusalFrom(morgan.credits.postRest({ runId }))).toMatchObject({ code: 'NOT_ALLOWED' })
  await marta.credits.approveRun({ runId })
  await work()
  expect(await balances()).toEqual({ long: 1000, middling: 400, brief: 0, untouched: 0, other: 0, paid: 0 })
  const { counted, moved } = await budgetTaken(database, 'automatic')
  expect([counted, moved]).toEqual([1400n, 1400n])
})

test('the same window again changes nothing', async () => {
  const runId = await adjudicate(window.startsAt, window.endsAt)
  expect(await morgan.credits.run({ runId })).toMatchObject({ due: 0 })
})

test('every credit replays from what was stored with it, a correction’s step too', async () => {
  const credits = await sql<{ creditId: bigint; amount: bigint; setOff: bigint; kind: string }>`
    select k.credit_id, k.amount, k.set_off, r.kind from credits k join programme_runs r using (run_id) order by k.credit_id`.execute(
    database.db,
  )
  expect(credits.rows.map(({ amount, setOff, kind }) => [kind, amount, setOff])).toEqual([
    ['credit', 1000n, 0n],
    ['credit', 400n, 0n],
    ['correction', 600n, 400n],
  ])
  for (const { creditId } of credits.rows)
    expect(await replayCredit(database.db, creditId)).toMatchObject({ problems: [] })
})

test('what a new adjudication no longer gives is taken from several credits, the latest first, and never more than is there', async () => {
  // By now: the first credit of 1000, of which 600 were taken back, and a step of 600. Another account has two whole ones.
  ids.other = await addAccount(database, { lines: [{ hours: 4 }] })
  await runProgramme(database, desk, byTheHour)
  expect((await balances()).other).toBe(400)
  await sql`update impact_intervals set reattached_at = detached_at + interval '11 hours' where account_id = ${ids.other}`.execute(
    database.db,
  )
  const longer = await adjudicate(window.startsAt, window.endsAt)
  await marta.credits.approveRun({ runId: longer })
  await work()
  expect(await balances()).toMatchObject({ long: 1000, middling: 400, other: 1000 })

  const runId = await adjudicate(window.startsAt, new Date('2024-02-22T10:00:00Z'))
  const back = await morgan.credits.reverseRun({ runId, because: 'It was one hour.', takes: 'excess' })
  expect(
    await refusalFrom(marta.credits.reverseRun({ runId, because: 'Once more.', takes: 'excess' })),
  ).toMatchObject({ code: 'ALREADY_REVERSED' })
  await work()
  const parts = await sql<{ accountId: string; part: number; amount: bigint; because: string | null }>`
    select account_id, part, amount, because from run_plans where run_id = ${back.runId} order by account_id, part`.execute(
    database.db,
  )
  const of = (id: string) =>
    parts.rows.filter(({ accountId }) => accountId === id).map(({ amount, because }) => [amount, because])
  expect(of(ids.other)).toEqual([
    [600n, null],
    [400n, null],
  ])
  // Its first credit was taken back in part, which happens once: what is left of it is listed and not taken.
  expect(of(ids.long)).toEqual([
    [600n, null],
    [0n, expect.stringContaining('taken back once')],
  ])
  expect(await morgan.credits.run(back)).toMatchObject({ due: 3, amountDue: { minor: '2000' } })

  await marta.credits.approveRun(back)
  await work()
  expect(await balances()).toMatchObject({ long: 400, middling: 0, other: 0 })
  expect(await morgan.credits.run(back)).toMatchObject({ state: 'finished', credited: 3, leftOut: [] })
  expect(await verifyRun(database.db, BigInt(back.runId))).toMatchObject({ findings: [], credits: 4 })
  const { counted, moved } = await budgetTaken(database, 'automatic')
  expect([counted, moved]).toEqual([400n, 400n])
})

test('whoever was given or taken something meanwhile is left out, and a later adjudication overrules an earlier run', async () => {
  const longer = await adjudicate(window.startsAt, window.endsAt)
  await marta.credits.approveRun({ runId: longer })
  await work()
  expect(await balances()).toMatchObject({ long: 1000, middling: 400, other: 1000 })
  const shorter = await adjudicate(window.startsAt, new Date('2024-02-22T14:00:00Z'))
  const back = await morgan.credits.reverseRun({ runId: shorter, because: 'Shorter.', takes: 'excess' })
  await work()
  const again = await adjudicate(window.startsAt, window.endsAt)
  for (const late of [{ runId: shorter }, back])
    expect(await refusalFrom(marta.credits.approveRun(late))).toMatchObject({
      code: 'STALE',
      message: expect.stringContaining(`run ${again}`),
    })
  expect(
    await refusalFrom(morgan.credits.reverseRun({ runId: longer, because: 'Late.', takes: 'excess' })),
  ).toMatchObject({ code: 'STALE' })
  expect(await balances()).toMatchObject({ long: 1000, middling: 400, other: 1000 })

  const last = await adjudicate(window.startsAt, new Date('2024-02-22T14:00:00Z'))
  const takes = await morgan.credits.reverseRun({
    runId: last,
    because: 'Shorter after all.',
    takes: 'excess',
  })
  await work()
  const latest = await sql<{ creditId: bigint; amount: bigint }>`
    select credit_id, amount from credits where account_id = ${ids.other} order by credit_id desc limit 1`.execute(
    database.db,
  )
  const sofia = await actorNamed(database.db, 'sofia')
  await inWork(database, { actor: sofia }, (each) =>
    reverseCredit(each, {
      accountId: ids.other,
      creditId: latest.rows[0]?.creditId ?? 0n,
      amount: 1n,
      reason: 'A cent too much.',
    }),
  )
  await marta.credits.approveRun(takes)
  await work()
  expect(await morgan.credits.run(takes)).toMatchObject({
    due: 2,
    credited: 1,
    leftOut: [{ accounts: 1, because: expect.stringContaining('after the plan was made') }],
  })
  expect(await balances()).toMatchObject({ long: 400, other: 999 })
})

test('what a correction paid is taken back by a run of its own, apart from what it lists as too much', async () => {
  ids.paid = await addAccount(database, { lines: [{ hours: 4 }] })
  await runProgramme(database, desk, byTheHour)
  const runId = await adjudicate(window.startsAt, new Date('2024-02-22T19:30:00Z'))
  expect(await refusalFrom(morgan.credits.reverseRun({ runId, because: 'Not yet paid.' }))).toMatchObject({
    code: 'ALREADY_DECIDED',
  })
  await marta.credits.approveRun({ runId })
  await work()
  // The cent that was taken back by hand is due as well: what counts is what the account has.
  const { long = 0, other = 0, ...untouched } = await balances()
  const paid = await morgan.credits.run({ runId })
  expect(paid).toMatchObject({ state: 'finished', credited: 2, amount: { minor: '601' } })
  const back = await morgan.credits.reverseRun({ runId, because: 'The wrong notice.' })
  await work()
  expect(await morgan.credits.run(back)).toMatchObject({ takes: 'paid', due: 2, amountDue: { minor: '601' } })
  await marta.credits.approveRun(back)
  await work()
  expect(await balances()).toEqual({ ...untouched, long: long - 600, other: other - 1 })
})

test('an outage that ends before it begins is refused, and an unknown one is not found', async () => {
  const again = (input: object) =>
    refusalFrom(
      asTheDesk(database, (each) =>
        reAdjudicateOutage(each, {
          outageId,
          ...window,
          windowSource: 'nobody',
          because: 'A test.',
          ...input,
        }),
      ),
    )
  expect(await again({ endsAt: window.startsAt })).toMatchObject({ code: 'BAD_REQUEST' })
  expect(await again({ outageId: 'no-such-outage' })).toMatchObject({ code: 'NOT_FOUND' })
})
