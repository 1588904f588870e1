import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { refusalOf } from '#server/errors.ts'
import {
  type Caller,
  fillForm,
  give,
  insistently,
  pageOf,
  refusalFrom,
  signedIn,
} from '#test/support/calls.ts'
import { balanceOf, openDesk } from '#test/support/desk.ts'
import { addAccount } from '#test/support/factories.ts'

/** What one person could do to everybody else, and what may have changed between asking and deciding. */
const database = await openDesk()
const [alex, sam, sofia, morgan] = (await Promise.all(
  ['alex', 'sam', 'sofia', 'morgan'].map((name) => signedIn(database, name)),
)) as [Caller, Caller, Caller, Caller]
const approval = (key: { accountId: string; adjustmentId: string }, amount: bigint) => ({
  ...key,
  amount: amount.toString(),
  reason: 'because',
})

test('nobody asks for more than the desk ever gives, so nobody can hold the whole budget', async () => {
  const accountId = await addAccount(database)
  const { input } = await fillForm(alex, accountId, { amount: 200_001n })
  expect(await refusalFrom(alex.adjustments.give(input))).toMatchObject({ code: 'OVER_LIMIT' })
  const { needs } = await give(alex, accountId, { amount: 200_000n })
  expect(needs).toMatchObject({ role: 'manager', approvals: 2 })
})

test('nobody has more than fifty requests waiting, and what is within the limit still goes', async () => {
  await sql`update staff_days set given = 0`.execute(database.db)
  for (let asked = 0; asked < 50; asked += 1) await give(sam, await addAccount(database), { amount: 3001n })
  const accountId = await addAccount(database)
  const { input, preview } = await fillForm(sam, accountId, { amount: 3001n })
  expect(preview.verdict).toMatchObject({ ok: false, code: 'TOO_MANY' })
  expect(await refusalFrom(sam.adjustments.give(input))).toMatchObject({ code: 'TOO_MANY' })
  await sql`update staff_days set given = 0`.execute(database.db)
  expect(await give(sam, await addAccount(database), { amount: 500n })).toMatchObject({ way: 'post' })
})

test('when the account’s limit of a manager is passed, two managers are asked, so that the request can be granted', async () => {
  const accountId = await addAccount(database)
  const first = await give(alex, accountId, { amount: 90_000n })
  expect(first.needs).toMatchObject({ approvals: 2 })
})

test.each([
  ['prepaid', 'NO_BILL_TO_CREDIT'],
  ['business', 'OVER_AUTHORITY'],
])('an account that became %s since it was asked is not credited by a supervisor', async (type, code) => {
  const accountId = await addAccount(database)
  const { adjustmentId } = await give(alex, accountId, { amount: 4000n })
  await sql`update accounts set type = ${type} where account_id = ${accountId}`.execute(database.db)
  expect(
    await refusalFrom(sofia.adjustments.approve(approval({ accountId, adjustmentId }, 4000n))),
  ).toMatchObject({
    code,
  })
  expect(await balanceOf(database, accountId)).toBe(0n)
})

test('what a supervisor approves counts towards her own day, and a manager goes on when it is full', async () => {
  await sql`update staff_days d set given = 195000 from staff s where s.staff_id = d.staff_id and s.name like 'Sofia%'`.execute(
    database.db,
  )
  await sql`insert into staff_days (staff_id, business_date, given)
    select staff_id, coalesce((select business_date from desk), current_date), 195000 from staff where name like 'Sofia%' on conflict do nothing`.execute(
    database.db,
  )
  const key = { accountId: await addAccount(database), adjustmentId: '' }
  key.adjustmentId = (await give(alex, key.accountId, { amount: 6000n })).adjustmentId
  expect(await refusalFrom(sofia.adjustments.approve(approval(key, 6000n)))).toMatchObject({
    code: 'OVER_AUTHORITY',
    message: expect.stringContaining('for a day'),
  })
  expect(await morgan.adjustments.approve(approval(key, 6000n))).toMatchObject({ state: 'granted' })
})

test('a note of invisible characters explains nothing', async () => {
  const accountId = await addAccount(database)
  const { input } = await fillForm(alex, accountId, { amount: 700n })
  const invisible = { ...input, reasonCode: 'goodwill', note: '\u200b'.repeat(12) }
  expect(await refusalFrom(alex.adjustments.give(invisible))).toMatchObject({ code: 'NOTE_REQUIRED' })
})

test('an account with a long history of requests that came to nothing stays light', async () => {
  const accountId = await addAccount(database)
  for (let round = 0; round < 55; round += 1) {
    const { adjustmentId } = await give(morgan, accountId, { amount: 60_000n })
    await morgan.adjustments.withdraw({ accountId, adjustmentId })
  }
  await sql`update staff_days set given = 0`.execute(database.db)
  const { adjustmentId } = await give(alex, accountId, { amount: 500n })
  const page = await pageOf(alex, accountId)
  expect(page.adjustments.length).toBeLessThanOrEqual(51)
  expect(page.adjustments[0]).toMatchObject({ adjustmentId, state: 'granted' })
})

test('fifty is fifty for whoever asks on several accounts at the same moment', async () => {
  for (let asked = 0; asked < 46; asked += 1)
    await give(sofia, await addAccount(database), { amount: 10_001n })
  const forms = []
  for (let each = 0; each < 8; each += 1)
    forms.push(await fillForm(sofia, await addAccount(database), { amount: 10_001n }))
  const sent = await Promise.allSettled(
    forms.map(({ input }) => insistently(() => sofia.adjustments.give(input))),
  )
  const refused = sent.flatMap((each) => (each.status === 'rejected' ? [refusalOf(each.reason)?.code] : []))
  expect(refused).toEqual(Array(4).fill('TOO_MANY'))
})
