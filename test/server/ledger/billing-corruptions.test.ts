import { sql } from 'kysely'
import { beforeAll, expect, test } from 'vitest'
import { runProgramme } from '#server/credits/run-programme.ts'
import { brokenRules, verifyBooks } from '#server/ledger/verify-books.ts'
import { openBilling, who } from '#test/support/billing-stage.ts'
import { asTheDesk, programme } from '#test/support/desk.ts'

/** As in corruptions.test.ts, past all triggers and rights: what ties billing's items to the ledger. */
const stage = await openBilling()
const { database, biller, port, sofia, morgan, given, turn, deliverAll } = stage

beforeAll(async () => {
  const netted = await given(900n)
  await sofia.adjustments.reverse({ ...netted, amount: '400', reason: 'Too much.' })
  const debited = await given(800n)
  const closed = await given(700n)
  await runProgramme(database, who, programme)
  await asTheDesk(database, async ({ tx }) => {
    await sql`update accounts set status = 'closed', closed_on = '2024-03-09' where account_id = ${closed.accountId}`.execute(
      tx,
    )
  })
  await turn('2024-03-10')
  await deliverAll()
  await sofia.adjustments.reverse({ ...debited, amount: '300', reason: 'Too much.' })
  const { items } = await morgan.ledger.promises({ show: 'act' })
  const transferId = items.find((each) => each.adjustmentId === closed.adjustmentId)?.transferId ?? ''
  await morgan.ledger.settle({
    accountId: closed.accountId,
    transferId,
    way: 'refund',
    reason: 'Final bill is out.',
  })
  biller.faults = ['422']
  await port.deliver(database, who)
})

test('the books hold before anything is planted', async () => {
  expect((await verifyBooks(database)).broken).toEqual([])
})

const one = (table: string, where: string) => `ctid = (select ctid from ${table} where ${where} limit 1)`
const credit = "direction = 'credit' and billing in ('queued', 'accepted')"
const tells = /^each item tells billing one transfer/
const corruptions: [words: string, rule: RegExp, statement: string][] = [
  [
    'an item is larger than what was posted',
    tells,
    `update billing_items set amount = amount + 1 where ${one('billing_items', credit)}`,
  ],
  [
    'what was netted is billed all the same',
    tells,
    `update billing_items i set amount = p.amount from transfers p where p.account_id = i.account_id and p.transfer_id = i.transfer_id and i.direction = 'credit' and i.amount < p.amount`,
  ],
  [
    'a debit is a cent short',
    tells,
    `update billing_items set amount = amount - 1 where ${one('billing_items', "direction = 'debit' and billing <> 'netted'")}`,
  ],
  [
    'an item goes the other way',
    tells,
    `update billing_items set direction = 'debit' where ${one('billing_items', credit)}`,
  ],
  [
    'an item is in another currency',
    tells,
    `update billing_items set currency = 'EUR' where ${one('billing_items', credit)}`,
  ],
  [
    'an item carries a transfer that is not there',
    tells,
    `update billing_items set transfer_id = 99999999 where ${one('billing_items', credit)}`,
  ],
  [
    'an item names another credit than its transfer',
    tells,
    `update billing_items set credit_id = credit_id + 100000 where ${one('billing_items', 'credit_id is not null')}`,
  ],
  [
    'the item of a credit vanished',
    /^a credit that was handed/,
    `delete from billing_items where ${one('billing_items', `${credit} and credit_id is not null`)}`,
  ],
  [
    'a credit stands further than its item',
    /^a credit that was handed/,
    `update credits set billing = 'applied', applied_on = '2024-03-14' where ${one('credits', "billing = 'accepted'")}`,
  ],
  [
    'a credit never left, and is said to be on a bill',
    /^a credit that was handed/,
    `with gone as (delete from billing_items where credit_id is not null) update credits set billing = 'applied', applied_on = '2024-03-14', queued_on = null where ${one('credits', "billing = 'accepted'")}`,
  ],
  [
    'the item of an adjustment vanished',
    /^an adjustment that was handed/,
    `delete from billing_items where ${one('billing_items', `${credit} and adjustment_id is not null`)}`,
  ],
  [
    'an item is said to be on a bill and its adjustment is not',
    /^an adjustment that was handed/,
    `update billing_items set billing = 'applied', applied_on = '2024-03-14' where ${one('billing_items', `${credit} and adjustment_id is not null`)}`,
  ],
  [
    'billing never hears of a reversal',
    /^billing is told of every reversal/,
    `delete from billing_items where ${one('billing_items', "direction = 'debit'")}`,
  ],
  ['a refund was settled by nobody', /^what goes on a final bill/, 'delete from settlements'],
  [
    'a refund was settled by who had given it',
    /^what goes on a final bill/,
    'update settlements s set settled_by = a.requested_by from transfers p join adjustments a on a.account_id = p.account_id and a.adjustment_id = p.adjustment_id where p.account_id = s.account_id and p.transfer_id = s.transfer_id',
  ],
  [
    'what was settled goes on an ordinary bill',
    /^what goes on a final bill/,
    "update billing_items set route = 'bill' where route <> 'bill'",
  ],
  [
    'more is refunded than was settled',
    /^what goes on a final bill/,
    'update settlements set amount = amount - 1',
  ],
  [
    'something was settled that had not failed',
    /^what goes on a final bill/,
    "update billing_items set resent_at = null where route <> 'bill'",
  ],
]

test.each(corruptions)('is found: %s', async (_words, rule, statement) => {
  const undo = new Error('undone')
  let found: Awaited<ReturnType<typeof brokenRules>> = []
  let changed = 0n
  const planting = database.db.transaction().execute(async (tx) => {
    await sql`set local session_replication_role = replica`.execute(tx)
    changed = (await sql.raw(statement).execute(tx)).numAffectedRows ?? 0n
    found = await brokenRules(tx)
    throw undo
  })
  await expect(planting).rejects.toBe(undo)
  expect(changed).toBeGreaterThan(0n)
  expect(found.map((each) => each.rule)).toContainEqual(expect.stringMatching(rule))
})
