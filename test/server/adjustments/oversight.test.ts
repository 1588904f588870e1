import { beforeAll, expect, test } from 'vitest'
import type { Oversight } from '#shared/adjustments/oversight-views.ts'
import { refusalFrom, signedIn } from '#test/support/calls.ts'
import { openDesk } from '#test/support/desk.ts'
import { addAccounts } from '#test/support/factories.ts'
import { type Planted, plantCredits } from '#test/support/plant-credits.ts'

const database = await openDesk()
let accounts: string[] = []
let used = 0
const fresh = () => accounts[used++] ?? ''

type Loose = Omit<Planted, 'on'> & { on?: string }
const plant = (credits: readonly Loose[]) =>
  plantCredits(
    database,
    credits.map((credit) => ({ ...credit, on: credit.on ?? fresh() })),
  )
const times = (count: number, credit: Loose): Loose[] => Array.from({ length: count }, () => credit)
const seenBy = async (who: string): Promise<Oversight> =>
  (await signedIn(database, who)).adjustments.oversight()

beforeAll(async () => {
  accounts = await addAccounts(
    database,
    Array.from({ length: 260 }, () => ({})),
  )
})

test('an ordinary fortnight alarms nobody', async () => {
  // Fair offers of many sizes, three people who approve as they come, a household that calls twice.
  await plant([
    ...[...times(20, { by: 'alex', amount: 365 }), ...times(20, { by: 'sam', amount: 548 })],
    ...times(6, { by: 'alex', amount: 1500 }),
    ...times(6, { by: 'sam', amount: 900, kind: 'goodwill' }),
    ...['sofia', 'morgan', 'marta'].flatMap((approvedBy) => [
      ...times(6, { by: 'alex', amount: 4000, approvedBy }),
      ...times(5, { by: 'sam', amount: 4500, approvedBy }),
    ]),
  ])
  const twice = fresh()
  await plant([
    { by: 'alex', amount: 1200, on: twice },
    { by: 'alex', amount: 500, on: twice, daysAgo: 3 },
  ])
  const quiet = await seenBy('sofia')
  const { pairs, splits, repeats, nearLimit, goodwill, unverified, sprays, aboutYou } = quiet
  expect({ pairs, splits, repeats, nearLimit, goodwill, unverified, sprays, aboutYou }).toEqual({
    pairs: [],
    splits: [],
    repeats: [],
    nearLimit: [],
    goodwill: [],
    unverified: [],
    sprays: [],
    aboutYou: 0,
  })
})

test('two large credits just under the limit on one account within days are listed as split', async () => {
  const account = fresh()
  await plant([
    { by: 'alex', amount: 1400, on: account, daysAgo: 2 },
    { by: 'alex', amount: 1300, on: account, daysAgo: 1, kind: 'goodwill' },
  ])
  // The same a month ago is over, and half of it by a colleague is no split.
  const shared = fresh()
  const old = fresh()
  await plant([
    { by: 'alex', amount: 1400, on: shared },
    { by: 'sam', amount: 1300, on: shared },
    { by: 'alex', amount: 1400, on: old, daysAgo: 20 },
    { by: 'alex', amount: 1300, on: old, daysAgo: 20, kind: 'goodwill' },
  ])
  expect((await seenBy('sofia')).splits).toMatchObject([
    {
      person: { name: 'Alex Rivera' },
      accountId: account,
      credits: 2,
      amount: { minor: '2700' },
      limit: { minor: '1500' },
      you: false,
    },
  ])
})

test('one account credited by one person again and again, on several days', async () => {
  const account = fresh()
  await plant([1, 9, 17].map((daysAgo) => ({ by: 'sam', amount: 300, on: account, daysAgo })))
  const oneCall = fresh()
  await plant(times(3, { by: 'sam', amount: 300, on: oneCall }))
  expect((await seenBy('audrey')).repeats).toMatchObject([
    { person: { name: 'Sam Okafor' }, accountId: account, credits: 3, days: 3 },
  ])
})

test('mostly just under the limit, and mostly goodwill', async () => {
  await plant(times(40, { by: 'marta', amount: 48_000 }))
  const near = (await seenBy('morgan')).nearLimit
  expect(near).toMatchObject([{ person: { name: 'Marta Kowalska' }, part: 40, whole: 40 }])
  await plant(times(12, { by: 'sofia', amount: 700, kind: 'goodwill' }))
  expect((await seenBy('morgan')).goodwill).toMatchObject([
    { person: { name: 'Sofia Lindqvist' }, part: 12, whole: 12, you: false },
  ])
})

test('two managers who approve for each other, and each is told that a line is about them', async () => {
  await plant(times(12, { by: 'marta', amount: 60_000, approvedBy: 'morgan' }))
  await plant([...times(5, { by: 'morgan', amount: 60_000, approvedBy: 'marta' })])
  const { pairs } = await seenBy('audrey')
  expect(pairs).toMatchObject([
    {
      asker: { name: 'Marta Kowalska' },
      approver: { name: 'Morgan Hale' },
      how: 'for each other',
      you: false,
    },
  ])
  const own = await seenBy('morgan')
  expect(own.pairs.map(({ you }) => you)).toEqual([true])
  expect(own.aboutYou).toBe(1)
  const sofia = await seenBy('sofia')
  expect(sofia.goodwill.map(({ you }) => you)).toEqual([true])
  expect(sofia.aboutYou).toBe(1)
})

test('a credit of an agent without a verified caller, whether broken glass or nobody', async () => {
  await plant([
    { by: 'alex', amount: 500, verification: null },
    { by: 'sam', amount: 600, verification: 'break-glass' },
    { by: 'sofia', amount: 400, verification: null },
  ])
  const { unverified } = await seenBy('sofia')
  expect(unverified.map(({ person, breakGlass }) => [person.name, breakGlass]).sort()).toEqual([
    ['Alex Rivera', false],
    ['Sam Okafor', true],
  ])
})

test('an agent and an administrator never see it', async () => {
  for (const who of ['alex', 'adam'])
    expect(await refusalFrom((await signedIn(database, who)).adjustments.oversight())).toMatchObject({
      code: 'NOT_ALLOWED',
    })
})
