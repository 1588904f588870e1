import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { runProgramme } from '#server/credits/run-programme.ts'
import { verifyBooks } from '#server/ledger/verify-books.ts'
import { type Caller, give, pageOf, refusalFrom, signedIn, verified } from '#test/support/calls.ts'
import {
  balanceOf,
  budgetTaken,
  journalOf,
  openDesk,
  outageId,
  programme,
  stateHash,
} from '#test/support/desk.ts'
import { addAccount } from '#test/support/factories.ts'

const database = await openDesk()
const [alex, sofia, morgan, marta] = (await Promise.all(
  ['alex', 'sofia', 'morgan', 'marta'].map((name) => signedIn(database, name)),
)) as [Caller, Caller, Caller, Caller]

async function grantedBy(approver: Caller, amount: bigint) {
  const accountId = await addAccount(database)
  const { adjustmentId } = await give(alex, accountId, { amount })
  await approver.adjustments.approve({ accountId, adjustmentId, amount: amount.toString(), reason: '' })
  return { accountId, adjustmentId }
}
async function credited() {
  const accountId = await addAccount(database)
  await runProgramme(database, { actor: null }, programme)
  const found = await sql<{ creditId: bigint }>`
    select credit_id from credits where account_id = ${accountId}`.execute(database.db)
  return { accountId, creditId: String(found.rows[0]?.creditId) }
}
const because = <K extends object>(key: K, amount: bigint) => ({
  ...key,
  amount: amount.toString(),
  reason: 'Given to the wrong customer.',
})
const askOf = async (accountId: string, by = marta) => {
  const { reversals } = await by.adjustments.queue({ show: 'waiting' })
  const ask = reversals.find((each) => each.accountId === accountId)
  if (!ask) throw new Error('Nothing waits to be taken back.')
  return ask
}

test('above one’s limit it is asked for, and a manager who has nothing to do with it agrees', async () => {
  const key = await grantedBy(morgan, 12_000n)
  const asked = await sofia.adjustments.reverse(because(key, 12_000n))
  expect(asked).toMatchObject({
    state: 'granted',
    reversal: null,
    reversalAsked: { amount: { minor: '12000' }, by: 'Sofia Lindqvist' },
  })
  expect(await balanceOf(database, key.accountId)).toBe(12_000n)
  const ask = await askOf(key.accountId)
  const at = { accountId: key.accountId, reversalRequestId: ask.reversalRequestId }
  expect(ask).toMatchObject({ may: { approve: { ok: true }, withdraw: { ok: false } } })

  const hash = await stateHash(database)
  expect(await refusalFrom(sofia.adjustments.approveReversal(at))).toMatchObject({ code: 'SELF_APPROVAL' })
  expect(await refusalFrom(morgan.adjustments.approveReversal(at))).toMatchObject({ code: 'OWN_GRANT' })
  expect(await refusalFrom(marta.adjustments.reverse(because(key, 100n)))).toMatchObject({
    code: 'ALREADY_ASKED',
  })
  expect(await stateHash(database)).toBe(hash)

  expect(await marta.adjustments.approveReversal(at)).toMatchObject({
    state: 'taken back',
    amount: { minor: '12000' },
  })
  expect(await balanceOf(database, key.accountId)).toBe(0n)
  expect(await refusalFrom(marta.adjustments.approveReversal(at))).toMatchObject({ code: 'ALREADY_DECIDED' })
  expect((await journalOf(database, key.accountId)).slice(-2)).toMatchObject([
    { action: 'request-reversal', actor: 'Sofia Lindqvist' },
    { action: 'approve-reversal', actor: 'Marta Kowalska' },
  ])
})

test('an agent hears what waits to be taken back only of an account whose caller is verified; the count stays', async () => {
  const key = await grantedBy(morgan, 12_000n)
  await alex.contacts.wrapUp({ accountId: key.accountId, outcome: 'credited' })
  await sofia.adjustments.reverse(because(key, 12_000n))
  const seen = async () => {
    const { reversals, waiting } = await alex.adjustments.queue({ show: 'waiting' })
    return { seen: reversals.some((each) => each.accountId === key.accountId), waiting }
  }
  const { waiting } = await marta.adjustments.queue({ show: 'waiting' })
  expect(await seen()).toEqual({ seen: false, waiting })
  await verified(alex, key.accountId)
  expect(await seen()).toEqual({ seen: true, waiting })
  const ask = await askOf(key.accountId, sofia)
  await sofia.adjustments.withdrawReversal({
    accountId: key.accountId,
    reversalRequestId: ask.reversalRequestId,
  })
})

test('refused or withdrawn it changes nothing, and can be asked for again', async () => {
  const key = await grantedBy(morgan, 12_000n)
  await sofia.adjustments.reverse(because(key, 11_000n))
  const first = await askOf(key.accountId)
  const refused = {
    accountId: key.accountId,
    reversalRequestId: first.reversalRequestId,
    reason: 'It was right.',
  }
  expect(await marta.adjustments.refuseReversal(refused)).toMatchObject({ state: 'refused' })
  await sofia.adjustments.reverse(because(key, 11_000n))
  const again = await askOf(key.accountId)
  const at = { accountId: key.accountId, reversalRequestId: again.reversalRequestId }
  expect(await refusalFrom(marta.adjustments.withdrawReversal(at))).toMatchObject({ code: 'NOT_ALLOWED' })
  expect(await sofia.adjustments.withdrawReversal(at)).toMatchObject({ state: 'withdrawn' })
  expect(await balanceOf(database, key.accountId)).toBe(12_000n)
})

test('above the managers’ limit one manager asks and another agrees', async () => {
  const accountId = await addAccount(database)
  const { adjustmentId } = await give(alex, accountId, { amount: 51_000n })
  const key = { accountId, adjustmentId }
  await morgan.adjustments.approve({ ...key, amount: '51000', reason: '' })
  await marta.adjustments.approve({ ...key, amount: '51000', reason: '' })
  expect(await sofia.adjustments.reverse(because(key, 51_000n))).toMatchObject({
    reversalAsked: { by: 'Sofia Lindqvist' },
  })
  const ask = await askOf(accountId)
  expect(ask.may.approve).toMatchObject({ ok: false, code: 'OWN_GRANT' })
})

test('an automatic credit is taken back in part: the rest stays, the cause stays taken', async () => {
  const key = await credited()
  const before = await budgetTaken(database, 'automatic')
  expect(await sofia.adjustments.reverseCredit(because(key, 200n))).toMatchObject({
    state: 'taken back',
    name: 'The automatic credit',
  })
  expect(await balanceOf(database, key.accountId)).toBe(300n)
  const after = await budgetTaken(database, 'automatic')
  expect(after.counted).toBe(before.counted - 200n)
  expect(after.counted).toBe(after.moved)
  const page = await pageOf(alex, key.accountId, outageId)
  expect(page.credit).toMatchObject({
    given: true,
    credit: { takenBack: { minor: '200' }, takenBackBy: 'Sofia Lindqvist', mayReverse: { ok: false } },
  })
  expect(page.standing.givenForOutage).toBe('300')
  expect(page.timeline.some((entry) => entry.title === '$2.00 of the automatic credit taken back')).toBe(true)
  expect(await refusalFrom(morgan.adjustments.reverseCredit(because(key, 300n)))).toMatchObject({
    code: 'ALREADY_REVERSED',
  })
  expect((await runProgramme(database, { actor: null }, programme)).credited).toBe(0)
})

test('taken back in whole, the cause is free and the next run credits it again, once', async () => {
  const key = await credited()
  await sofia.adjustments.reverseCredit(because(key, 500n))
  expect(await balanceOf(database, key.accountId)).toBe(0n)
  const again = await runProgramme(database, { actor: null }, programme)
  expect(again.credited).toBe(1)
  expect(await balanceOf(database, key.accountId)).toBe(500n)
  expect((await runProgramme(database, { actor: null }, programme)).credited).toBe(0)
})

test('two who take the same credit back at the same moment take it back once', async () => {
  const key = await credited()
  const done = await Promise.allSettled([
    sofia.adjustments.reverseCredit(because(key, 500n)),
    morgan.adjustments.reverseCredit(because(key, 500n)),
    marta.adjustments.reverseCredit(because(key, 100n)),
  ])
  expect(done.filter((each) => each.status === 'fulfilled')).toHaveLength(1)
})

test('a credit of another account, or none at all, is not there', async () => {
  const key = await credited()
  const other = await addAccount(database)
  expect(
    await refusalFrom(sofia.adjustments.reverseCredit(because({ ...key, accountId: other }, 100n))),
  ).toMatchObject({ code: 'NOT_FOUND' })
})

test('after all of that the books hold', async () => {
  expect((await verifyBooks(database)).broken).toEqual([])
})
