import { expect, test } from 'vitest'
import { type Caller, give, refusalFrom, signedIn } from '#test/support/calls.ts'
import { balanceOf, budgetTaken, journalOf, openDesk, stateHash } from '#test/support/desk.ts'
import { addAccount } from '#test/support/factories.ts'

const database = await openDesk()
const [alex, sam, sofia, morgan, marta] = (await Promise.all(
  ['alex', 'sam', 'sofia', 'morgan', 'marta'].map((name) => signedIn(database, name)),
)) as [Caller, Caller, Caller, Caller, Caller]

async function given(amount: bigint, by = alex) {
  const accountId = await addAccount(database)
  const { adjustmentId } = await give(by, accountId, { amount })
  return { accountId, adjustmentId }
}
const back = (key: { accountId: string; adjustmentId: string }, amount: bigint) => ({
  ...key,
  amount: amount.toString(),
  reason: 'Given to the wrong customer.',
})

test('a whole reversal takes it back once, returns the budget and frees the cause', async () => {
  const taken = (await budgetTaken(database)).counted
  const key = await given(1000n)
  expect(await sofia.adjustments.reverse(back(key, 1000n))).toMatchObject({
    state: 'reversed',
    reversal: { amount: { minor: '1000' }, by: 'Sofia Lindqvist' },
  })
  expect(await balanceOf(database, key.accountId)).toBe(0n)
  expect((await budgetTaken(database)).counted).toBe(taken)
  expect((await journalOf(database, key.accountId)).at(-1)).toMatchObject({
    action: 'reverse-adjustment',
    reason: 'Given to the wrong customer.',
    detail: { amount: '1000' },
  })
  expect(await refusalFrom(morgan.adjustments.reverse(back(key, 1000n)))).toMatchObject({
    code: 'ALREADY_REVERSED',
  })
  expect(await give(alex, key.accountId, { amount: 700n })).toMatchObject({ way: 'post' })
  expect(await balanceOf(database, key.accountId)).toBe(700n)
})

test('a partial reversal leaves the rest on the bill and the cause taken, and there is only one', async () => {
  const key = await given(1000n)
  expect(await sofia.adjustments.reverse(back(key, 400n))).toMatchObject({
    state: 'granted',
    reversal: { amount: { minor: '400' } },
  })
  expect(await balanceOf(database, key.accountId)).toBe(600n)
  expect(await refusalFrom(morgan.adjustments.reverse(back(key, 600n)))).toMatchObject({
    code: 'ALREADY_REVERSED',
  })
  expect(await give(alex, key.accountId, { amount: 300n })).toMatchObject({ way: 'request' })
})

test('never by whom granted or approved it, never more than was given, never past one’s limit', async () => {
  const accountId = await addAccount(database)
  const { adjustmentId } = await give(alex, accountId, { amount: 12_000n })
  const key = { accountId, adjustmentId }
  await morgan.adjustments.approve({ ...key, amount: '12000', reason: '' })
  const hash = await stateHash(database)
  expect(await refusalFrom(morgan.adjustments.reverse(back(key, 100n)))).toMatchObject({ code: 'OWN_GRANT' })
  expect(await refusalFrom(marta.adjustments.reverse(back(key, 12_001n)))).toMatchObject({
    code: 'OVER_LIMIT',
  })
  expect(await refusalFrom(sofia.adjustments.reverse(back(key, 0n)))).toMatchObject({
    code: 'AMOUNT_INVALID',
  })
  expect(await stateHash(database)).toBe(hash)
  const own = await give(sofia, await addAccount(database), { amount: 900n })
  expect(
    await refusalFrom(
      sofia.adjustments.reverse(back({ accountId: own.accountId, adjustmentId: own.adjustmentId }, 900n)),
    ),
  ).toMatchObject({ code: 'OWN_GRANT' })
  expect(await marta.adjustments.reverse(back(key, 12_000n))).toMatchObject({ state: 'reversed' })
})

test('the first of two managers who approved cannot reverse it either', async () => {
  const accountId = await addAccount(database)
  const { adjustmentId } = await give(alex, accountId, { amount: 51_000n })
  const key = { accountId, adjustmentId }
  await morgan.adjustments.approve({ ...key, amount: '51000', reason: '' })
  await marta.adjustments.approve({ ...key, amount: '51000', reason: '' })
  for (const manager of [morgan, marta])
    expect(await refusalFrom(manager.adjustments.reverse(back(key, 100n)))).toMatchObject({
      code: 'OWN_GRANT',
    })
})

test('a request that was not granted cannot be reversed, and an unknown one is not there', async () => {
  const accountId = await addAccount(database)
  const { adjustmentId } = await give(alex, accountId, { amount: 4000n })
  expect(await refusalFrom(sofia.adjustments.reverse(back({ accountId, adjustmentId }, 100n)))).toMatchObject(
    { code: 'STALE' },
  )
  expect(
    await refusalFrom(sofia.adjustments.reverse(back({ accountId, adjustmentId: '999999999' }, 100n))),
  ).toMatchObject({ code: 'NOT_FOUND' })
  expect(
    await refusalFrom(sofia.adjustments.reverse(back({ accountId: 'no-such', adjustmentId }, 100n))),
  ).toMatchObject({ code: 'NOT_FOUND' })
})

test('two who reverse at the same moment take it back once', async () => {
  const key = await given(1000n, sam)
  const done = await Promise.allSettled([
    sofia.adjustments.reverse(back(key, 1000n)),
    morgan.adjustments.reverse(back(key, 1000n)),
    marta.adjustments.reverse(back(key, 500n)),
  ])
  expect(done.filter((each) => each.status === 'fulfilled')).toHaveLength(1)
  const { counted, moved } = await budgetTaken(database)
  expect(counted).toBe(moved)
})
