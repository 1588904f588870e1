import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { httpBilling } from '#server/ledger/http-billing.ts'
import { turnCycle } from '#server/ledger/turn-cycle.ts'
import { verifyBooks } from '#server/ledger/verify-books.ts'
import { keyOf, openBilling, who } from '#test/support/billing-stage.ts'

const stage = await openBilling()
const { database, biller, given, itemsOf, billingOf, count, deliverAll, sofia } = stage
const partner = biller.partner
/** As the desk's chores do it: a port of the same billing system, made anew for each turn. */
const chore = (day: string) => turnCycle(database, who, day, () => {}, httpBilling(partner))

test('what the built-in clock had under way goes to the billing system that is connected, after a first turn that was rolled back', async () => {
  const queued = await given(900n)
  await turnCycle(database, who, '2024-03-10')
  const accepted = await given(800n)
  await sofia.adjustments.reverse({ ...queued, amount: '100', reason: 'Too much.' })
  await turnCycle(database, who, '2024-03-11')
  expect([await billingOf(queued.accountId), await billingOf(accepted.accountId)]).toEqual([
    ['accepted'],
    ['accepted'],
  ])
  const later = await given(700n)
  const port = httpBilling(partner)
  const failing = {
    ...port,
    turn: async (...turn: Parameters<typeof port.turn>) => {
      await port.turn(...turn)
      throw new Error('The connection was lost.')
    },
  }
  await expect(turnCycle(database, who, '2024-03-11', () => {}, failing)).rejects.toThrow('lost')
  expect(await count(sql`direction = 'credit'`)).toBe(0)

  await chore('2024-03-11')
  expect(await itemsOf(queued.accountId)).toMatchObject([
    { direction: 'credit', amount: 900n, billing: 'accepted', delivery: 'waiting' },
    { direction: 'debit', amount: 100n },
  ])
  await deliverAll()
  await stage.port.deliver(database, who)
  for (const { accountId } of [queued, accepted, later])
    for (const item of await itemsOf(accountId)) {
      expect(item).toMatchObject({ billing: 'accepted', delivery: 'sent' })
      expect(biller.booked.get(keyOf(item))).toMatchObject({ amountMinor: item.amount.toString() })
    }
  expect((await verifyBooks(database)).broken).toEqual([])
})

test('it is caught up once: later turns do not look at what is under way again', async () => {
  const asked = biller.asked.length
  await sql`alter table billing_items disable trigger never_deleted`.execute(database.db)
  const gone = await sql`delete from billing_items where direction = 'credit'`.execute(database.db)
  expect(gone.numAffectedRows).toBe(3n)
  await chore('2024-03-11')
  await chore('2024-03-12')
  expect(await count(sql`direction = 'credit'`)).toBe(0)
  expect(biller.asked.length).toBe(asked)
  // Another process has not caught up, and finds what this one would have missed.
  await turnCycle(database, who, '2024-03-12', () => {}, httpBilling({ ...partner }))
  expect(await count(sql`direction = 'credit'`)).toBe(3)
})

test('without the billing system again, the credit of an account that closed fails together with its message', async () => {
  const { accountId } = await given()
  await turnCycle(database, who, '2024-04-10', () => {}, httpBilling(partner))
  await sql`update accounts set status = 'closed', closed_on = '2024-04-10' where account_id = ${accountId}`.execute(
    database.db,
  )
  await turnCycle(database, who, '2024-04-14')
  expect(await billingOf(accountId)).toEqual(['failed'])
  expect(await itemsOf(accountId)).toMatchObject([{ billing: 'failed', delivery: 'dead' }])
})
