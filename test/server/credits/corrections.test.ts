import { expect, test } from 'vitest'
import { proposeCorrections } from '#server/credits/propose-corrections.ts'
import { planHere, runProgramme } from '#server/credits/run-programme.ts'
import { workOnRuns } from '#server/credits/work-on-runs.ts'
import { publishAsDemoPeople } from '#server/demo/demo-programme.ts'
import { reAdjudicateOutage } from '#server/outages/re-adjudicate-outage.ts'
import { actorNamed } from '#server/staff/actor-named.ts'
import { inWork } from '#server/work.ts'
import type { Programme } from '#shared/programmes/document.ts'
import { refusalFrom, signedIn } from '#test/support/calls.ts'
import {
  asTheDesk,
  balanceOf,
  budgetTaken,
  openDesk,
  outageId,
  programme,
  window,
} from '#test/support/desk.ts'
import { addAccount } from '#test/support/factories.ts'

/** A dollar for each hour begun: so a longer window gives more, and a shorter one less. */
const byTheHour: Programme = {
  ...programme,
  unit: { of: 'line' },
  benefits: [
    {
      id: 'long',
      title: 'Eight hours and more',
      when: [{ fact: 'unit.secondsLost', operator: 'atLeast', value: 8 * 3600 }],
      gives: { form: 'flat', minor: '1000' },
      instrument: 'billCredit',
    },
    {
      id: 'short',
      title: 'Two hours and more',
      when: [{ fact: 'unit.secondsLost', operator: 'atLeast', value: 2 * 3600 }],
      gives: { form: 'flat', minor: '400' },
      instrument: 'billCredit',
    },
  ],
  stacking: { ...programme.stacking, benefits: 'first' },
}
const database = await openDesk({ businessDate: '2024-02-25', programme: null })
const desk = { actor: null }
const work = () => workOnRuns(database, desk, { plan: planHere })
// The losses begin at 09:00; the window ends at 20:10.
const ids = {
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
  expect(await balances()).toEqual({ long: 1000, middling: 400, brief: 0, untouched: 0 })
  const runId = await adjudicate(window.startsAt, new Date('2024-02-22T14:00:00Z'))
  const page = await morgan.credits.run({ runId })
  expect(page).toMatchObject({ kind: 'correction', state: 'planned', due: 0 })
  expect(page.preview.reasons.find(({ because }) => because.startsWith('Was credited more'))).toMatchObject({
    accounts: 1,
    example: ids.long,
  })
  expect(await balances()).toEqual({ long: 1000, middling: 400, brief: 0, untouched: 0 })

  const back = await morgan.credits.reverseRun({ runId, because: 'The window is shorter.' })
  await work()
  expect(await morgan.credits.run(back)).toMatchObject({ due: 1, amountDue: { minor: '600' } })
  expect(await refusalFrom(morgan.credits.approveRun(back))).toMatchObject({ code: 'SELF_APPROVAL' })
  await marta.credits.approveRun(back)
  await work()
  expect(await balances()).toEqual({ long: 400, middling: 400, brief: 0, untouched: 0 })
})

test('a longer window pays the difference as a step, when another manager has approved it', async () => {
  const runId = await adjudicate(window.startsAt, window.endsAt)
  const page = await morgan.credits.run({ runId })
  expect(page).toMatchObject({ state: 'planned', due: 1, amountDue: { minor: '600' } })
  expect(await refusalFrom(morgan.credits.postRest({ runId }))).toMatchObject({ code: 'NOT_ALLOWED' })
  await marta.credits.approveRun({ runId })
  await work()
  expect(await balances()).toEqual({ long: 1000, middling: 400, brief: 0, untouched: 0 })
  const { counted, moved } = await budgetTaken(database, 'automatic')
  expect([counted, moved]).toEqual([1400n, 1400n])
})

test('the same window again changes nothing', async () => {
  const runId = await adjudicate(window.startsAt, window.endsAt)
  expect(await morgan.credits.run({ runId })).toMatchObject({ due: 0 })
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
