import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { give, refusalFrom, signedIn } from '#test/support/calls.ts'
import { staffIdOf } from '#test/support/change-role.ts'
import { journalOf, openDesk } from '#test/support/desk.ts'
import { addAccount } from '#test/support/factories.ts'

const database = await openDesk()
const { db } = database
const [alex, morgan, marta] = (await Promise.all(
  ['alex', 'morgan', 'marta'].map((name) => signedIn(database, name)),
)) as [Caller, Caller, Caller]
type Caller = Awaited<ReturnType<typeof signedIn>>
const reason = 'It moved at billing.'

/** A credit that billing refused, and what carries it. */
async function stuck(): Promise<{ accountId: string; transferId: string }> {
  const accountId = await addAccount(database)
  await give(alex, accountId, { amount: 900n })
  await sql`update adjustments set billing = 'failed', failed_on = '2024-03-01', failed_because = 'No such account.'
    where account_id = ${accountId}`.execute(db)
  const found = await sql<{ transferId: bigint }>`
    select transfer_id from transfers where account_id = ${accountId}`.execute(db)
  return { accountId, transferId: String(found.rows[0]?.transferId) }
}
const itemOf = async (by: Caller, accountId: string) =>
  (await by.ledger.promises({ show: 'act' })).items.find((each) => each.accountId === accountId)
const sentTo = async (accountId: string) =>
  (
    await sql<{
      billTo: string | null
    }>`select bill_to from billing_items where account_id = ${accountId}`.execute(db)
  ).rows

test('a credit goes to another number at billing when a second manager names the same one', async () => {
  const { accountId, transferId } = await stuck()
  const named = { accountId, transferId, reason, billTo: 'BA-77' }
  expect(await morgan.ledger.resend(named)).toMatchObject({ billing: 'failed', asked: 'BA-77' })
  expect(await sentTo(accountId)).toEqual([])
  expect((await itemOf(morgan, accountId))?.asked).toMatchObject({ billTo: 'BA-77', own: true })
  expect((await itemOf(marta, accountId))?.asked).toEqual({ billTo: 'BA-77', by: 'Morgan Hale', own: false })
  expect(await refusalFrom(morgan.ledger.resend(named))).toMatchObject({ code: 'ALREADY_ASKED' })
  expect(await marta.ledger.resend(named)).toMatchObject({ billing: 'queued', asked: null })
  expect(await sentTo(accountId)).toEqual([{ billTo: 'BA-77' }])
  const morgansId = (await staffIdOf(database, 'morgan')).toString()
  expect((await journalOf(database, accountId)).slice(-2)).toMatchObject([
    { action: 'ask-bill-to', actor: 'Morgan Hale', reason, detail: { billTo: 'BA-77' } },
    { action: 'resend-billing', actor: 'Marta Kowalska', detail: { billTo: 'BA-77', askedBy: morgansId } },
  ])
})

test('another number takes the place of the first, and asks anew; without one it goes where it went before', async () => {
  const { accountId, transferId } = await stuck()
  await morgan.ledger.resend({ accountId, transferId, reason, billTo: 'BA-77' })
  expect(await marta.ledger.resend({ accountId, transferId, reason, billTo: 'BA-88' })).toMatchObject({
    asked: 'BA-88',
  })
  expect(
    await refusalFrom(marta.ledger.resend({ accountId, transferId, reason, billTo: 'BA-88' })),
  ).toMatchObject({
    code: 'ALREADY_ASKED',
  })
  // The account's own number is no other one.
  expect(await morgan.ledger.resend({ accountId, transferId, reason, billTo: accountId })).toMatchObject({
    billing: 'queued',
    asked: null,
  })
  expect(await sentTo(accountId)).toEqual([{ billTo: null }])
  const left = await sql<{ state: string }>`
    select state from bill_to_changes where account_id = ${accountId} order by change_id`.execute(db)
  expect(left.rows).toEqual([{ state: 'withdrawn' }, { state: 'withdrawn' }])
})

describe('the database holds it against its owner too', () => {
  const idOf = (name: string) => `(select staff_id from sign_ins where username = '${name}')`
  const undone = new Error('undone')
  const answerTo = (...statements: string[]): Promise<string | null> =>
    db
      .transaction()
      .execute(async (tx) => {
        for (const statement of statements) await sql.raw(statement).execute(tx)
        throw undone
      })
      .catch((error: unknown) => (error === undone ? null : String((error as { code?: unknown }).code)))

  test('a number is written when two managers, neither linked with the account, have named it now', async () => {
    const { accountId, transferId } = await stuck()
    const ask = (by: string, billTo = 'BA-9', state = 'requested') =>
      `insert into bill_to_changes (account_id, transfer_id, bill_to, reason, state, requested_by, business_date)
       values ('${accountId}', ${transferId}, '${billTo}', 'because', '${state}', ${idOf(by)}, '2024-03-01')`
    const agree = (by: string) =>
      `update bill_to_changes set state = 'agreed', decided_by = ${idOf(by)}, decided_at = now() where account_id = '${accountId}'`
    const write = `insert into billing_items (account_id, transfer_id, adjustment_id, direction, amount, currency, gl_code, tax, bill_on, bill_to, business_date)
      select account_id, transfer_id, adjustment_id, 'credit', amount, currency, '4090-10', 'with_tax', business_date, 'BA-9', business_date
      from transfers where account_id = '${accountId}'`
    expect(await answerTo(write)).toBe('MR003')
    expect(await answerTo(ask('morgan'), write)).toBe('MR003')
    expect(await answerTo(ask('morgan', 'BA-8'), agree('marta'), write)).toBe('MR003')
    expect(await answerTo(ask('morgan'), agree('morgan'), write)).toBe('23514')
    expect(await answerTo(ask('sofia'))).toBe('MR003')
    expect(await answerTo(ask('morgan'), agree('sofia'))).toBe('MR003')
    expect(await answerTo(ask('morgan', 'BA-9', 'agreed'))).toBe('MR002')
    expect(await answerTo(ask('morgan'), agree('marta'), write)).toBeNull()
    expect(
      await answerTo(
        ask('morgan'),
        `update bill_to_changes set bill_to = 'BA-1' where account_id = '${accountId}'`,
      ),
    ).toBe('MR002')
    expect(await answerTo(ask('morgan'), `delete from bill_to_changes`)).toBe('MR001')
    const link = `insert into staff_accounts (account_id, staff_id, relation, reason, linked_by, business_date)
      values ('${accountId}', ${idOf('marta')}, 'own', 'because', ${idOf('adam')}, '2024-03-01')`
    expect(await answerTo(link, ask('morgan'), agree('marta'))).toBe('MR004')
    expect(await answerTo(link, ask('marta'))).toBe('MR004')
  })
})
