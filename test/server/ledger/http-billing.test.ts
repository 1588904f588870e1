import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { httpBilling } from '#server/ledger/http-billing.ts'
import { verifyBooks } from '#server/ledger/verify-books.ts'
import { type Fault, tell } from '#test/support/biller.ts'
import { keyOf, openBilling, who } from '#test/support/billing-stage.ts'
import { give, refusalFrom, signedIn } from '#test/support/calls.ts'
import { deskJournal, journalOf } from '#test/support/desk.ts'
import { addAccounts } from '#test/support/factories.ts'

const stage = await openBilling()
const { database, biller, desk, port, alex, sofia, morgan } = stage
const { turn, itemsOf, billingOf, count, deliverAll, given } = stage

test('a biller that loses, repeats, delays, reorders, hangs and refuses to listen books each item exactly once', async () => {
  const accounts = await addAccounts(
    database,
    Array.from({ length: 30 }, () => ({})),
  )
  for (const [index, accountId] of accounts.entries())
    await give(index % 2 ? sofia : alex, accountId, { amount: BigInt(100 + index) })
  expect((await turn('2024-03-10'))[0]).toMatchObject({ queued: 30, accepted: 0, applied: 0 })
  const bad: Fault[] = ['lost request', 'lost answer', '500', '429', 'hang', '409', 'none', 'lost answer']
  biller.faults = Array.from({ length: 90 }, (_, index) => bad[(index * 7 + 3) % bad.length] ?? 'none')
  await deliverAll()
  expect(biller.asked.length).toBeGreaterThan(60)
  expect(biller.unsigned).toBe(0)
  expect(biller.booked.size).toBe(30)
  expect(await count(sql`billing = 'accepted' and delivery = 'sent'`)).toBe(30)

  // Confirmations arrive backwards, twice, some before and some never.
  const events = biller.apply().reverse()
  const heard = events.filter((_event, index) => index % 5 !== 0)
  for (let at = 0; at < heard.length; at += 7) {
    const batch = heard.slice(at, at + 7)
    expect((await tell(desk, '/hooks/billing', batch)).status).toBe(200)
    if (at % 2) expect((await tell(desk, '/hooks/billing', batch)).said).toMatchObject({ moved: 0 })
  }
  const unheard = await count(sql`billing = 'accepted'`)
  expect(unheard).toBeGreaterThan(0)
  // What was never confirmed is asked after, once its bill is closed.
  await turn('2024-03-15')
  await sql`update billing_items set next_try_at = now() where billing = 'accepted'`.execute(database.db)
  await port.deliver(database, who)
  expect(await count(sql`billing = 'applied' and billed = amount`)).toBe(30)

  const agree = await sql<{ n: bigint }>`select count(*) as n from adjustments a join billing_items i
    on i.account_id = a.account_id and i.adjustment_id = a.adjustment_id and i.billing = a.billing and i.amount = a.granted`.execute(
    database.db,
  )
  expect(agree.rows[0]?.n).toBe(30n)
  for (const accountId of accounts) {
    const [item] = await itemsOf(accountId)
    expect(biller.booked.get(keyOf(item))).toMatchObject({
      accountId,
      amountMinor: item?.amount.toString(),
      times: 1,
    })
  }
  expect((await verifyBooks(database)).broken).toEqual([])
})

test('only what is signed, in time and unaltered is believed; what is not ours is not found; what is too large is not read', async () => {
  const { accountId } = await given()
  await turn('2024-04-10')
  await deliverAll()
  const [item] = await itemsOf(accountId)
  const event = biller.event(keyOf(item), 'completed')
  const now = Date.now()
  expect((await tell(desk, '/hooks/billing', event, { secret: 'x'.repeat(40) })).status).toBe(401)
  expect((await tell(desk, '/hooks/billing', event, { nowMs: now - 301_000 })).status).toBe(401)
  expect((await tell(desk, '/hooks/billing', event, { nowMs: now + 302_000 })).status).toBe(401)
  expect((await tell(desk, '/hooks/billing', event, { altered: true })).status).toBe(401)
  const bare = await fetch(`${desk}/hooks/billing`, { method: 'POST', body: JSON.stringify(event) })
  expect(bare.status).toBe(401)
  expect(await billingOf(accountId)).toEqual(['accepted'])

  expect((await tell(desk, '/hooks/billing', { no: 'event' })).status).toBe(400)
  const foreign = { ...biller.booked.get(keyOf(item)), externalId: 'makeright-999999999' }
  expect(
    await tell(desk, '/hooks/billing', {
      eventTime: new Date().toISOString(),
      event: { adjustBalance: { ...foreign, status: 'completed' } },
    }),
  ).toMatchObject({ status: 404, said: { unknown: 1 } })
  expect((await deskJournal(database, 'billing-unknown')).at(-1)?.detail).toEqual({ transferId: '999999999' })
  expect(
    (
      await tell(
        desk,
        '/hooks/billing',
        Array.from({ length: 4_000 }, () => event),
      )
    ).status,
  ).toBe(413)
  expect((await tell(desk, '/hooks/notices', event)).status).toBe(404)

  expect((await tell(desk, '/hooks/billing', event)).status).toBe(200)
  expect(await billingOf(accountId)).toEqual(['applied'])
})

test('what cannot be sent becomes a dead letter; a manager sends it again with a reason, and it is booked once', async () => {
  const { accountId } = await given()
  const soonDead = httpBilling(biller.partner, {
    timeoutMs: 100,
    retries: { firstWaitSeconds: 0, longestWaitSeconds: 0, tries: 3 },
  })
  await turn('2024-05-10')
  biller.usual = 'lost answer'
  for (let tries = 0; tries < 3; tries += 1) await soonDead.deliver(database, who)
  const [dead] = await itemsOf(accountId)
  expect(dead).toMatchObject({ billing: 'queued', delivery: 'dead' })
  biller.usual = 'none'
  await soonDead.deliver(database, who)
  expect((await itemsOf(accountId))[0]).toMatchObject({ delivery: 'dead' })
  expect((await deskJournal(database, 'billing-gave-up')).at(-1)?.detail).toEqual({ items: 1 })

  const board = await morgan.ledger.promises({ show: 'act' })
  const found = board.items.find((each) => each.accountId === accountId)
  expect(found).toMatchObject({
    state: 'at_risk',
    tries: 3,
    problem: 'No connection.',
    may: { resend: { ok: true } },
  })
  const ask = { accountId, transferId: dead?.transferId ?? '', reason: 'Billing is up again.' }
  expect(await refusalFrom(sofia.ledger.resend(ask))).toMatchObject({ code: 'NOT_ALLOWED' })
  expect(await morgan.ledger.resend(ask)).toMatchObject({ delivery: 'waiting' })
  expect(await refusalFrom(morgan.ledger.resend(ask))).toMatchObject({ code: 'ALREADY_DECIDED' })
  await deliverAll()
  await tell(desk, '/hooks/billing', biller.apply([keyOf(dead)]))
  expect(await billingOf(accountId)).toEqual(['applied'])
  expect(biller.booked.get(keyOf(dead))?.times).toBe(1)
  const journal = await journalOf(database, accountId)
  expect(journal.find(({ action }) => action === 'resend-billing')).toMatchObject({
    actor: 'Morgan Hale',
    reason: 'Billing is up again.',
  })
})

test('what billing refuses fails with its words, is mended and sent again; a late word about the first try changes nothing', async () => {
  const { accountId } = await given()
  await turn('2024-06-10')
  biller.faults = ['422']
  await port.deliver(database, who)
  const [item] = await itemsOf(accountId)
  expect(item).toMatchObject({ billing: 'failed', delivery: 'dead' })
  const old = {
    eventTime: new Date(Date.now() - 60_000).toISOString(),
    event: {
      adjustBalance: { externalId: keyOf(item), accountId, status: 'failed', reason: 'Unknown account' },
    },
  }
  const board = await morgan.ledger.promises({ show: 'act' })
  expect(board.items.find((each) => each.accountId === accountId)).toMatchObject({
    billing: 'failed',
    problem: 'Billing: Unknown account.',
    advice: expect.stringContaining('mend the cause'),
  })
  const transferId = item?.transferId ?? ''
  const moved = { accountId, transferId, reason: 'Moved to another billing account.', billTo: 'BA-77' }
  await morgan.ledger.resend(moved)
  await (await signedIn(database, 'marta')).ledger.resend(moved)
  expect((await tell(desk, '/hooks/billing', old)).said).toMatchObject({ moved: 0, unchanged: 1 })
  await deliverAll()
  expect(biller.booked.get(keyOf(item))).toMatchObject({ accountId, partyAccount: { id: 'BA-77' } })
  await tell(desk, '/hooks/billing', biller.apply([keyOf(item)]))
  expect(await billingOf(accountId)).toEqual(['applied'])
  // A failure after it is on the bill is too late.
  expect((await tell(desk, '/hooks/billing', biller.event(keyOf(item), 'failed'))).said).toMatchObject({
    moved: 0,
  })
})
