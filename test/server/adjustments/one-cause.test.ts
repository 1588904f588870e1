import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { runProgramme } from '#server/credits/run-programme.ts'
import { verifyBooks } from '#server/ledger/verify-books.ts'
import { type Caller, give, pageOf, refusalFrom, signedIn } from '#test/support/calls.ts'
import { balanceOf, openDesk, programme } from '#test/support/desk.ts'
import { addAccount } from '#test/support/factories.ts'

/** One credit for one cause, whoever gives: a run, an agent, or either again after it was taken back. */
const database = await openDesk()
const [alex, sofia, morgan] = (await Promise.all(
  ['alex', 'sofia', 'morgan'].map((name) => signedIn(database, name)),
)) as [Caller, Caller, Caller]
const entitlement = { amount: 500n, reason: 'not_received' }
const run = () => runProgramme(database, { actor: null }, programme)
const creditOf = async (accountId: string) => {
  const found = await sql<{ creditId: bigint }>`select credit_id from credits where account_id = ${accountId}
    order by credit_id desc limit 1`.execute(database.db)
  return String(found.rows[0]?.creditId)
}

test('what an agent gave is not given again by the run', async () => {
  const accountId = await addAccount(database)
  await give(alex, accountId, entitlement)
  await run()
  expect(await balanceOf(database, accountId)).toBe(500n)
})

test('what the run gave is given again by an agent only as a request of its own', async () => {
  const accountId = await addAccount(database)
  await run()
  const again = await give(alex, accountId, entitlement)
  expect(again).toMatchObject({ way: 'request', needs: { role: 'supervisor' } })
  expect(await balanceOf(database, accountId)).toBe(500n)
  await sofia.adjustments.approve({
    accountId,
    adjustmentId: again.adjustmentId,
    amount: '500',
    reason: 'lost',
  })
  expect(await balanceOf(database, accountId)).toBe(1000n)
})

test('taken back in part it still holds the cause; taken back in whole an agent gives it within the limit', async () => {
  const accountId = await addAccount(database)
  await run()
  const creditId = await creditOf(accountId)
  await sofia.adjustments.reverseCredit({ accountId, creditId, amount: '500', reason: 'wrong account' })
  expect(await balanceOf(database, accountId)).toBe(0n)
  expect(await give(alex, accountId, entitlement)).toMatchObject({ way: 'post' })
  await run()
  expect(await balanceOf(database, accountId)).toBe(500n)
})

test('while a request waits the cause is taken, and whoever asks too is told by whom', async () => {
  const accountId = await addAccount(database)
  await give(alex, accountId, { amount: 4000n, reason: 'not_received' })
  const sam = await signedIn(database, 'sam')
  const refusal = await refusalFrom(give(sam, accountId, entitlement))
  expect(refusal.code).toBe('ALREADY_ASKED')
  expect(refusal.message).toContain('Alex Rivera')
  await run()
  expect(await balanceOf(database, accountId)).toBe(0n)
})

test('a run and an agent at the same moment give it once', async () => {
  const accounts = await Promise.all(Array.from({ length: 6 }, () => addAccount(database)))
  const giving = accounts.map((accountId) => give(alex, accountId, entitlement).catch(() => null))
  await Promise.all([run(), ...giving])
  await run()
  for (const accountId of accounts) expect(await balanceOf(database, accountId)).toBe(500n)
  expect((await verifyBooks(database)).broken).toEqual([])
})

test('sent back with a question: the money is free, the words are a draft again, and asking anew is a new intent', async () => {
  const accountId = await addAccount(database)
  const first = await give(alex, accountId, { amount: 4000n })
  const back = await morgan.adjustments.sendBack({
    accountId,
    adjustmentId: first.adjustmentId,
    reason: 'Which day was it?',
  })
  expect(back).toMatchObject({ state: 'returned', decisionReason: 'Which day was it?' })
  const page = await pageOf(alex, accountId)
  expect(page.draft).toMatchObject({ amountText: '40.00', reasonCode: 'goodwill' })
  expect(page.standing.claims).toEqual([])
  const second = await give(alex, accountId, { amount: 4000n })
  expect(second.adjustmentId).not.toBe(first.adjustmentId)
  expect((await verifyBooks(database)).broken).toEqual([])
})
