import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { runProgramme } from '#server/credits/run-programme.ts'
import { setBudget } from '#server/ledger/budgets.ts'
import { turnCycle } from '#server/ledger/turn-cycle.ts'
import { give, pageOf, refusalFrom, signedIn } from '#test/support/calls.ts'
import {
  asTheDesk,
  balanceOf,
  budgetTaken,
  deskJournal,
  openDesk,
  outageId,
  programme,
} from '#test/support/desk.ts'
import { addAccount } from '#test/support/factories.ts'

const database = await openDesk({ businessDate: '2024-02-25', automaticBudget: 0n })
const alex = await signedIn(database, 'alex')
const desk = { actor: null }
const creditOf = async (accountId: string) => (await pageOf(alex, accountId)).credit

const ids = {
  consumer: await addAccount(database, { billDay: 14, lines: [{}, {}, {}, {}, {}] }),
  spanish: await addAccount(database, { language: 'es' }),
  smallBusiness: await addAccount(database, { type: 'small_business' }),
  leaving: await addAccount(database, { billDay: 6 }),
  business: await addAccount(database, { type: 'business' }),
  prepaid: await addAccount(database, { type: 'prepaid' }),
  subBrand: await addAccount(database, { type: 'sub_brand' }),
  unaffected: await addAccount(database, { lines: [{ hours: 0 }] }),
  closedBefore: await addAccount(database, { status: 'closed', closedOn: '2024-02-01' }),
  suspendedLine: await addAccount(database, { lines: [{ status: 'suspended' }] }),
}

test('without budget the run stops with words, and nobody is credited in part', async () => {
  expect(await refusalFrom(runProgramme(database, desk, programme))).toMatchObject({ code: 'OVER_BUDGET' })
  expect(await balanceOf(database, ids.consumer)).toBe(0n)
  expect((await creditOf(ids.consumer)).given).toBe(false)
  await asTheDesk(database, (work) =>
    setBudget(work, { outageId, purpose: 'automatic', total: 1_000_000n, currency: 'USD' }),
  )
})

test('the automatic run credits each once, however often it runs', async () => {
  const first = await runProgramme(database, desk, programme)
  expect(first).toMatchObject({ looked: 10, credited: 4, amount: 2000n })
  const again = await runProgramme(database, desk, programme)
  expect(again).toMatchObject({ credited: 0, excluded: { 'Already has this credit.': 4 } })
  for (const accountId of [ids.consumer, ids.spanish, ids.smallBusiness, ids.leaving])
    expect(await balanceOf(database, accountId)).toBe(500n)
  const { counted, moved } = await budgetTaken(database, 'automatic')
  expect([counted, moved]).toEqual([2000n, 2000n])
  expect((await deskJournal(database, 'run-programme')).map((entry) => entry.detail.credited)).toEqual([4, 0])
})

test.each([
  ['business', 'not part of the automatic credit', 'account team'],
  ['prepaid', 'no bill to put it on', 'prepaid options desk'],
  ['subBrand', 'not part of the automatic credit', 'care line'],
  ['unaffected', 'No active line', null],
  ['suspendedLine', 'No active line', null],
  ['closedBefore', 'closed before the outage', null],
] as const)('%s gets the reason and the route instead', async (key, because, route) => {
  const credit = await creditOf(ids[key])
  expect(credit).toMatchObject({
    given: false,
    because: expect.stringContaining(because),
    route: route ? expect.stringContaining(route) : null,
  })
  expect(await balanceOf(database, ids[key])).toBe(0n)
})

test('the customer is told once, in their language', async () => {
  const notices = await database.db
    .selectFrom('notices')
    .select(['accountId', 'channel', 'body'])
    .orderBy('accountId')
    .execute()
  expect(notices).toHaveLength(4)
  expect(notices.find((notice) => notice.accountId === ids.spanish)).toMatchObject({
    channel: 'text',
    body: expect.stringContaining('$5.00'),
  })
  expect(notices.find((notice) => notice.accountId === ids.spanish)?.body).toContain('Le fallamos')
})

test('scheduled on 25 February with bill day 14 it is promised by 14 April', async () => {
  expect(await creditOf(ids.consumer)).toMatchObject({
    given: true,
    credit: {
      amount: { minor: '500' },
      billing: 'scheduled',
      scheduledOn: '2024-02-25',
      billOn: '2024-03-14',
      promisedBy: '2024-04-14',
    },
  })
})

test('the offer is what the automatic credit leaves: $8.62 less $5.00', async () => {
  const page = await pageOf(alex, ids.consumer)
  expect(page.offer.amount.minor).toBe('362')
  expect(page.say).toContain('$5.00 is already on its way, and I can add $3.62 today')
  expect(page.timeline.map((entry) => entry.title)).toContain('Automatic credit $5.00 scheduled')
})

test('“not received” is the same cause as the automatic credit: a request, never a second $5', async () => {
  const asked = await give(alex, ids.smallBusiness, {
    amount: 500n,
    reason: 'not_received',
    note: 'Says it is not on the bill.',
  })
  expect(asked).toMatchObject({
    way: 'request',
    needs: { why: expect.stringContaining('the automatic credit') },
  })
})

test('the cycle moves each credit along its bill day: queued, accepted, on the bill; the date never goes back', async () => {
  await sql`update accounts set status = 'closed', closed_on = '2024-02-28' where account_id = ${ids.leaving}`.execute(
    database.db,
  )
  const states = async () => {
    const credit = await creditOf(ids.consumer)
    return credit.given ? credit.credit.billing : null
  }
  const until = (day: string) => turnCycle(database, desk, day)
  await until('2024-03-08')
  expect(await states()).toBe('scheduled')
  await until('2024-03-09')
  expect(await states()).toBe('queued')
  await until('2024-03-11')
  expect(await states()).toBe('accepted')
  await until('2024-03-14')
  expect(await creditOf(ids.consumer)).toMatchObject({
    credit: { billing: 'applied', queuedOn: '2024-03-09', acceptedOn: '2024-03-11', appliedOn: '2024-03-14' },
  })
  expect((await until('2024-03-14')).at(-1)).toMatchObject({ queued: 0, accepted: 0, applied: 0, failed: 0 })
  expect(await refusalFrom(until('2024-03-01'))).toMatchObject({ code: 'BAD_REQUEST' })
  expect((await alex.staff.desk()).businessDate).toBe('2024-03-14')
})

test('a credit of an account that closed meanwhile fails, with the reason', async () => {
  expect(await creditOf(ids.leaving)).toMatchObject({
    credit: { billing: 'failed', failedBecause: expect.stringContaining('closed before its bill') },
  })
})

test('a manual credit goes the same way to the bill; what was taken back in whole does not', async () => {
  const [kept, taken] = [
    await addAccount(database, { billDay: 20 }),
    await addAccount(database, { billDay: 20 }),
  ]
  await give(alex, kept, { amount: 500n })
  const { adjustmentId } = await give(alex, taken, { amount: 500n })
  await (await signedIn(database, 'sofia')).adjustments.reverse({
    accountId: taken,
    adjustmentId,
    amount: '500',
    reason: 'mistaken',
  })
  await turnCycle(database, desk, '2024-03-20')
  const billing = async (accountId: string) => (await pageOf(alex, accountId)).adjustments[0]?.billing
  expect([await billing(kept), await billing(taken)]).toEqual(['applied', 'scheduled'])
})
