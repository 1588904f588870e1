import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { fillForm, pageOf, refusalFrom, signedIn, verified } from '#test/support/calls.ts'
import { balanceOf, openDesk, outageId, stateHash } from '#test/support/desk.ts'
import { addAccount } from '#test/support/factories.ts'

const database = await openDesk()
const { db } = database
const [alex, sam, sofia] = (await Promise.all(
  ['alex', 'sam', 'sofia'].map((name) => signedIn(database, name)),
)) as [Caller, Caller, Caller]
type Caller = Awaited<ReturnType<typeof signedIn>>
const untold = { code: 'CALLER_NOT_VERIFIED' }

/** Everything on this account happened thirty days earlier, and nobody wrapped up. */
async function thirtyDaysLater(accountId: string): Promise<void> {
  const earlier = sql`interval '30 days'`
  await sql`alter table contacts disable trigger legal_steps`.execute(db)
  await sql`update contacts set began_at = began_at - ${earlier}, verified_at = verified_at - ${earlier}, expires_at = expires_at - ${earlier}
    where account_id = ${accountId}`.execute(db)
  await sql`alter table contacts enable trigger legal_steps`.execute(db)
  await sql`update drafts set updated_at = updated_at - ${earlier}, sent_at = sent_at - ${earlier}
    where account_id = ${accountId}`.execute(db)
}

test('a key issued while a caller was verified does nothing thirty days later, until a caller is verified again', async () => {
  const accountId = await addAccount(database)
  const { input } = await fillForm(alex, accountId, { amount: 500n })
  const { draftId } = input
  await alex.adjustments.saveDraft({ accountId, draftId, amountText: '5', reasonCode: 'goodwill', note: '' })
  await thirtyDaysLater(accountId)
  const before = await stateHash(database)
  expect(await refusalFrom(alex.adjustments.give(input))).toMatchObject(untold)
  expect(
    await refusalFrom(
      alex.adjustments.saveDraft({ accountId, draftId, amountText: '9', reasonCode: '', note: '' }),
    ),
  ).toMatchObject(untold)
  expect(await refusalFrom(alex.adjustments.openDraft({ accountId, outageId }))).toMatchObject(untold)
  expect(await stateHash(database)).toBe(before)
  // Nor is it anybody else's key, with whatever caller.
  await verified(sam, accountId)
  expect(await refusalFrom(sam.adjustments.give(input))).toMatchObject({ code: 'NOT_FOUND' })
  await verified(alex, accountId)
  expect((await pageOf(alex, accountId)).draft).toMatchObject({ draftId, amountText: '5' })
  expect(await alex.adjustments.give(input)).toMatchObject({ way: 'post' })
})

test('the answer of a key that was sent is told again thirty days later to nobody whose caller is not verified', async () => {
  const accountId = await addAccount(database)
  const { input } = await fillForm(alex, accountId, { amount: 700n })
  const first = await alex.adjustments.give(input)
  await thirtyDaysLater(accountId)
  expect(await refusalFrom(alex.adjustments.give(input))).toMatchObject(untold)
  expect(await refusalFrom(alex.adjustments.give({ ...input, amount: '900' }))).toMatchObject(untold)
  await verified(alex, accountId)
  expect(await alex.adjustments.give(input)).toEqual(first)
  expect(await balanceOf(database, accountId)).toBe(700n)
})

test('what a supervisor sends back is asked anew only with a verified caller', async () => {
  const accountId = await addAccount(database)
  const { input } = await fillForm(alex, accountId, { amount: 5000n })
  const { adjustmentId } = await alex.adjustments.give(input)
  await sofia.adjustments.sendBack({ accountId, adjustmentId, reason: 'Which line?' })
  await alex.contacts.wrapUp({ accountId, outcome: 'credited' })
  await thirtyDaysLater(accountId)
  const drafts = await sql<{ draftId: string }>`
    select draft_id from drafts where account_id = ${accountId} and sent_at is null`.execute(db)
  const draftId = drafts.rows[0]?.draftId ?? ''
  expect(await refusalFrom(alex.adjustments.give({ ...input, draftId }))).toMatchObject(untold)
  expect(await refusalFrom(alex.adjustments.requestPage({ accountId, adjustmentId }))).toMatchObject(untold)
  expect(await balanceOf(database, accountId)).toBe(0n)
})
