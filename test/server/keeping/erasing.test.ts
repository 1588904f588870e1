import { sql } from 'kysely'
import { beforeAll, expect, test } from 'vitest'
import { eraseCustomer } from '#server/keeping/erase-customer.ts'
import { eraseCustomers } from '#server/keeping/erase-customers.ts'
import { holdAccount, releaseAccount } from '#server/keeping/hold-account.ts'
import { verifyBooks } from '#server/ledger/verify-books.ts'
import { actorNamed } from '#server/staff/actor-named.ts'
import { inWork, type Work } from '#server/work.ts'
import { type Caller, give, signedIn } from '#test/support/calls.ts'
import { asTheDesk, balanceOf, journalOf, openDesk } from '#test/support/desk.ts'
import { addAccount } from '#test/support/factories.ts'

const database = await openDesk()
const { db } = database
const reason = 'asked for in writing'
let alex: Caller

beforeAll(async () => {
  alex = await signedIn(database, 'alex')
})

const as = async <T>(username: string, act: (work: Work) => Promise<T>): Promise<T> =>
  inWork(database, { actor: await actorNamed(db, username) }, act)
const erase = (accountId: string, username = 'adam') =>
  as(username, (work) => eraseCustomer(work, { accountId, reason }))
const customer = () =>
  addAccount(database, { name: 'Petra Vlasenko', email: 'petra@example.com', phone: '+13035550177' })

/** Every text of every row of these tables about the account. */
async function allOf(accountId: string): Promise<string> {
  const tables = ['accounts', 'lines', 'drafts', 'adjustments', 'notices', 'account_events', 'transfers']
  const found = await Promise.all(
    tables.map((table) =>
      sql<{
        text: string
      }>`select t::text as text from ${sql.table(table)} t where account_id = ${accountId}`.execute(db),
    ),
  )
  return found.flatMap(({ rows }) => rows.map(({ text }) => text)).join('\n')
}

test('v5.0.0-14.2.4 nothing personal of an erased customer is left; the money and its journal are', async () => {
  const accountId = await customer()
  await give(alex, accountId, { amount: 500n, note: 'Petra called twice about the lost day' })
  await asTheDesk(database, ({ tx }) =>
    sql`insert into notices (account_id, outage_id, channel, body, business_date) values (${accountId}, '2024-02-22-network', 'text', 'Dear Petra', '2024-03-01')`.execute(
      tx,
    ),
  )
  const before = { balance: await balanceOf(database, accountId), acts: await journalOf(database, accountId) }
  expect(await allOf(accountId)).toMatch(/Petra[\s\S]*13035550177|13035550177[\s\S]*Petra/)

  expect(await erase(accountId)).toBe(true)

  expect(await allOf(accountId)).not.toMatch(/petra|vlasenko|13035550177|1 Main St|,Denver,|\+1720/i)
  expect(await balanceOf(database, accountId)).toBe(before.balance)
  const acts = await journalOf(database, accountId)
  expect(acts.slice(0, -1)).toEqual(before.acts)
  expect(acts.at(-1)).toMatchObject({ action: 'erase-customer', actor: 'Adam Osei', reason })
  const found = await alex.accounts.search({ text: 'Vlasenko' })
  expect(JSON.stringify(found)).not.toContain(accountId)
  expect((await verifyBooks(database)).broken).toEqual([])
})

test('what proved a caller goes as well: the passcode, codes, and who may speak for a business', async () => {
  const accountId = await customer()
  await asTheDesk(database, async ({ tx }) => {
    await sql`select set_config('makeright.told_elsewhere', 'on', true)`.execute(tx)
    await sql`insert into passcodes (account_id, hash) values (${accountId}, 'h1.k.s.x')`.execute(tx)
    await sql`insert into business_contacts (account_id, name_words, name) values (${accountId}, 'petra', 'Petra')`.execute(
      tx,
    )
  })
  await erase(accountId)
  const left = await sql<{
    n: number
  }>`select ((select count(*) from passcodes where account_id = ${accountId})
    + (select count(*) from business_contacts where account_id = ${accountId}))::int as n`.execute(db)
  expect(left.rows).toEqual([{ n: 0 }])
})

test('erasing again changes nothing and leaves no second event', async () => {
  const accountId = await customer()
  await erase(accountId)
  const text = await allOf(accountId)
  expect(await erase(accountId)).toBe(false)
  expect(await allOf(accountId)).toBe(text)
})

test('an account under a legal hold is not erased, by the command or by hand, until it is released', async () => {
  const accountId = await customer()
  expect(await as('adam', (work) => holdAccount(work, { accountId, reason: 'a law suit' }))).toBe(true)
  expect(await as('adam', (work) => holdAccount(work, { accountId, reason: 'again' }))).toBe(false)
  await expect(erase(accountId)).rejects.toMatchObject({ code: 'NOT_ALLOWED' })
  await expect(
    sql`update accounts set holder_name = 'x', name_words = '', email = null, contact_phone = null, street = null, city = null,
      state = null, postal_code = null, erased_at = now() where account_id = ${accountId}`.execute(db),
  ).rejects.toThrow(/legal hold/)
  expect(await as('adam', (work) => releaseAccount(work, { accountId, reason: 'it was settled' }))).toBe(true)
  expect(await erase(accountId)).toBe(true)
  const acts = (await journalOf(database, accountId)).map(({ action }) => action)
  expect(acts).toEqual(['hold-account', 'release-account', 'erase-customer'])
})

test('what was erased does not come back by hand', async () => {
  const accountId = await customer()
  await erase(accountId)
  await expect(
    sql`update accounts set email = 'petra@example.com' where account_id = ${accountId}`.execute(db),
  ).rejects.toThrow(/erased/)
  await expect(
    sql`update accounts set erased_at = null where account_id = ${accountId}`.execute(db),
  ).rejects.toThrow(/erased/)
})

test('only an administrator erases or holds, and not while a request waits', async () => {
  const accountId = await customer()
  for (const username of ['alex', 'sofia', 'morgan', 'audrey'])
    await expect(erase(accountId, username)).rejects.toMatchObject({ code: 'NOT_ALLOWED' })
  await give(alex, accountId, { amount: 9000n })
  await expect(erase(accountId)).rejects.toMatchObject({ code: 'STALE' })
  await expect(erase('999999999')).rejects.toMatchObject({ code: 'NOT_FOUND' })
})

test('many are erased in batches; one that cannot be does not stop the others, and a second run has nothing to do', async () => {
  const accountIds: string[] = []
  for (let count = 0; count < 25; count += 1) accountIds.push(await customer())
  const [held = ''] = accountIds
  await as('adam', (work) => holdAccount(work, { accountId: held, reason: 'a law suit' }))
  const actor = await actorNamed(db, 'adam')
  const first = await eraseCustomers(database, actor, { accountIds, reason })
  expect(first).toMatchObject({ erased: 24, before: 0, refused: [{ accountId: held }] })
  expect(await eraseCustomers(database, actor, { accountIds, reason })).toMatchObject({
    erased: 0,
    before: 24,
  })
})
