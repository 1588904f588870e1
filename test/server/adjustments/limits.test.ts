import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { setBudget, stripeOf } from '#server/ledger/budgets.ts'
import { formatMoney, money } from '#shared/money.ts'
import { fillForm, give, insistently, pageOf, refusalFrom, signedIn } from '#test/support/calls.ts'
import { databaseKind } from '#test/support/database.ts'
import { asTheDesk, balanceOf, budgetTaken, deskJournal, openDesk, outageId } from '#test/support/desk.ts'
import { addAccount, addAccounts } from '#test/support/factories.ts'

const database = await openDesk()
const alex = await signedIn(database, 'alex')
const sam = await signedIn(database, 'sam')
const morgan = await signedIn(database, 'morgan')
/** PGlite has one connection, so nothing races there: fewer show as much. */
const atOnce = databaseKind === 'postgres' ? 64 : 12
const fitting = atOnce / 2 - 2
const dayLimit = BigInt(fitting) * 500n
const agentLevel = sql`update limit_levels set per_day = ${dayLimit} where level = 'agent'`

const leftIs = (left: bigint) =>
  asTheDesk(database, async (work) => {
    const { counted } = await budgetTaken({ ...database, db: work.tx as unknown as typeof database.db })
    await setBudget(work, { outageId, purpose: 'manual', total: counted + left, currency: 'USD' })
  })

test('v5.0.0-2.3.2 v5.0.0-2.3.4 limits hold under a race: of many at the same moment exactly as many are posted as fit into the person’s day', async () => {
  await agentLevel.execute(database.db)
  const accounts = await addAccounts(
    database,
    Array.from({ length: atOnce }, () => ({})),
  )
  const forms = []
  for (const accountId of accounts) forms.push((await fillForm(alex, accountId, { amount: 500n })).input)
  const done = await Promise.allSettled(forms.map((form) => insistently(() => alex.adjustments.give(form))))
  const lost = done.filter((each) => each.status === 'rejected')
  expect(done.length - lost.length).toBe(fitting)
  for (const each of lost)
    expect(await refusalFrom(Promise.reject(each.reason))).toMatchObject({
      code: 'OVER_LIMIT',
      message: expect.stringContaining(`${formatMoney(money(dayLimit, 'USD'))} for a day`),
    })
  const day = await sql<{
    given: bigint
  }>`select given from staff_days d join staff s using (staff_id) where s.name like 'Alex%'`.execute(
    database.db,
  )
  expect(day.rows).toEqual([{ given: dayLimit }])
  const { counted, moved } = await budgetTaken(database)
  expect([counted, moved]).toEqual([dayLimit, dayLimit])
})

test('a reversal does not give the person’s day back, and a new day begins at nothing', async () => {
  const accountId = await addAccount(database)
  expect((await fillForm(alex, accountId, { amount: 500n })).preview).toMatchObject({
    way: 'request',
    needs: { why: expect.stringContaining(`limit of ${formatMoney(money(dayLimit, 'USD'))} for a day`) },
  })
  const given = await database.db
    .selectFrom('adjustments')
    .select(['accountId', 'adjustmentId'])
    .where('state', '=', 'granted')
    .executeTakeFirstOrThrow()
  await morgan.adjustments.reverse({
    accountId: given.accountId,
    adjustmentId: given.adjustmentId.toString(),
    amount: '500',
    reason: 'By mistake.',
  })
  expect((await fillForm(alex, accountId, { amount: 500n })).preview.way).toBe('request')
  await sql`update desk set business_date = '2024-03-02'`.execute(database.db)
  expect((await fillForm(alex, accountId, { amount: 500n })).preview.way).toBe('post')
})

test('stripes lend to each other: an account whose stripe is short takes what the others have', async () => {
  await leftIs(640n)
  const accountId = await addAccount(database)
  expect(await give(sam, accountId, { amount: 640n })).toMatchObject({ way: 'post' })
  expect(await balanceOf(database, accountId)).toBe(640n)
})

test('the last cent of the budget is given exactly once under a race', async () => {
  await leftIs(1001n)
  const accounts = await addAccounts(
    database,
    Array.from({ length: databaseKind === 'postgres' ? 24 : 14 }, () => ({})),
  )
  expect(new Set(accounts.map(stripeOf)).size).toBeGreaterThan(5)
  const forms = []
  for (const accountId of accounts) forms.push((await fillForm(sam, accountId, { amount: 91n })).input)
  const done = await Promise.allSettled(forms.map((form) => insistently(() => sam.adjustments.give(form))))
  const codes: string[] = []
  for (const each of done)
    codes.push(each.status === 'fulfilled' ? 'given' : (await refusalFrom(Promise.reject(each.reason))).code)
  expect(codes.filter((code) => code === 'given')).toHaveLength(11)
  expect(new Set(codes)).toEqual(new Set(['given', 'OVER_BUDGET']))
  const { counted, moved } = await budgetTaken(database)
  const total = await database.db
    .selectFrom('budgets')
    .select('total')
    .where('purpose', '=', 'manual')
    .executeTakeFirstOrThrow()
  expect([counted, moved]).toEqual([total.total, total.total])
})

test('a budget cannot be set below what was given; raised, it gives again', async () => {
  expect(await refusalFrom(leftIs(-1n))).toMatchObject({ code: 'OVER_BUDGET' })
  await leftIs(50_000n)
  expect(await give(sam, await addAccount(database), { amount: 500n })).toMatchObject({ way: 'post' })
})

test('the stop switch: only requests at once, approvals wait, the desk says so, and lifting ends it', async () => {
  const accountId = await addAccount(database)
  const { input } = await fillForm(sam, accountId, { amount: 500n })
  const desk = await morgan.staff.stop({ scope: 'manual', reason: 'Wrong amounts in the west.' })
  expect(desk.stops).toMatchObject([
    { scope: 'manual', reason: 'Wrong amounts in the west.', by: 'Morgan Hale' },
  ])
  const refusal = await refusalFrom(sam.adjustments.give(input))
  expect(refusal).toMatchObject({
    code: 'STOPPED',
    message: expect.stringContaining('stopped by Morgan Hale'),
  })
  const asked = await give(sam, accountId, { amount: 500n })
  expect(asked.way).toBe('request')
  const approval = { accountId, adjustmentId: asked.adjustmentId, amount: '500', reason: '' }
  const marta = await signedIn(database, 'marta')
  expect(await refusalFrom(marta.adjustments.approve(approval))).toMatchObject({ code: 'STOPPED' })
  expect((await pageOf(sam, accountId)).standing.stopped).toMatchObject({
    by: 'Morgan Hale',
  })
  await marta.staff.lift({ switchId: desk.stops[0]?.switchId ?? '' })
  expect(await marta.adjustments.approve(approval)).toMatchObject({ state: 'granted' })
  expect(await give(sam, await addAccount(database), { amount: 500n })).toMatchObject({ way: 'post' })
  expect(await deskJournal(database, 'lift-stop')).toMatchObject([{ actor: 'Marta Kowalska' }])
})

test('a day that is full when it is counted and no longer when it is looked at takes nothing from the budget twice', async () => {
  await sql`update limit_levels set acts_at_once = 1, acts_per_minute = 1 where level = 'senior'`.execute(
    database.db,
  )
  await sql`update staff_days set acts = 0`.execute(database.db)
  await give(sam, await addAccount(database), { amount: 100n })
  const { input } = await fillForm(sam, await addAccount(database), { amount: 100n })
  // What wears off by the clock between the two statements, wears off here by a trigger.
  await sql`create function wear_off() returns trigger language plpgsql as 'begin update staff_days set acts = 0; return null; end'`.execute(
    database.db,
  )
  await sql`create trigger wears_off after update on drafts for each statement execute function wear_off()`.execute(
    database.db,
  )
  expect(await refusalFrom(sam.adjustments.give(input))).toMatchObject({ code: 'BUSY', saved: false })
  await sql`drop trigger wears_off on drafts`.execute(database.db)
  await sql`update staff_days set acts = 0`.execute(database.db)
  expect(await sam.adjustments.give(input)).toMatchObject({ way: 'post' })
  const { counted, moved } = await budgetTaken(database)
  expect(counted).toBe(moved)
})
