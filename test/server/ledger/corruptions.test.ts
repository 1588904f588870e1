import { sql } from 'kysely'
import { beforeAll, expect, test } from 'vitest'
import { runProgramme } from '#server/credits/run-programme.ts'
import { brokenRules, verifyBooks } from '#server/ledger/verify-books.ts'
import { give, signedIn } from '#test/support/calls.ts'
import { openDesk, programme } from '#test/support/desk.ts'
import { addAccount } from '#test/support/factories.ts'

/** What no command can do is planted past all triggers and rights, as somebody with the database's own password could. */
const database = await openDesk()

beforeAll(async () => {
  const [alex, sofia, morgan, marta] = await Promise.all(
    ['alex', 'sofia', 'morgan', 'marta'].map((name) => signedIn(database, name)),
  )
  if (!alex || !sofia || !morgan || !marta) throw new Error('Nobody is signed in.')
  await give(alex, await addAccount(database), { amount: 500n })
  const asked = async (amount: bigint) => {
    const accountId = await addAccount(database)
    const { adjustmentId } = await give(alex, accountId, { amount })
    return { accountId, adjustmentId }
  }
  const part = await asked(5000n)
  await sofia.adjustments.approve({ ...part, amount: '4000', reason: 'less' })
  await morgan.adjustments.reverse({ ...part, amount: '1000', reason: 'too much' })
  const whole = await asked(12_000n)
  await morgan.adjustments.approve({ ...whole, amount: '12000', reason: '' })
  const { reversalAsked } = await sofia.adjustments.reverse({ ...whole, amount: '12000', reason: 'wrong' })
  await marta.adjustments.approveReversal({
    accountId: whole.accountId,
    reversalRequestId: reversalAsked?.reversalRequestId ?? '',
  })
  await sofia.adjustments.refuse({ ...(await asked(4000n)), reason: 'not shown' })
  await asked(4000n)
  await runProgramme(database, { actor: null }, programme)
  const credit = await database.db
    .selectFrom('credits')
    .select(['accountId', 'creditId'])
    .executeTakeFirstOrThrow()
  await sofia.adjustments.reverseCredit({
    accountId: credit.accountId,
    creditId: credit.creditId.toString(),
    amount: '500',
    reason: 'wrong',
  })
})

test('the books hold before anything is planted', async () => {
  expect((await verifyBooks(database)).broken).toEqual([])
})

const only = (table: string, where: string) => `ctid = (select ctid from ${table} where ${where} limit 1)`
const corruptions: [words: string, ...statements: string[]][] = [
  [
    'a posting was raised by a cent',
    `update transfers set amount = amount + 1 where ${only('transfers', "kind = 'post' and adjustment_id is not null")}`,
  ],
  [
    'a posting vanished',
    `delete from transfers where ${only('transfers', "kind = 'post' and adjustment_id is not null")}`,
  ],
  [
    'a credit’s posting vanished',
    `delete from transfers where ${only('transfers', "kind = 'post' and credit_id is not null")}`,
  ],
  [
    'a posting goes the wrong way',
    `update transfers set from_ledger = to_ledger, to_ledger = from_ledger where ${only('transfers', "kind = 'post'")}`,
  ],
  [
    'a posting is in another currency',
    `update transfers set currency = 'EUR' where ${only('transfers', "kind = 'post_hold'")}`,
  ],
  [
    'more was granted than posted',
    `update adjustments set granted = granted + 1, requested = requested + 1 where ${only('adjustments', "state = 'granted'")}`,
  ],
  [
    'a waiting request was made granted',
    `update adjustments set state = 'granted', granted = requested, decided_by = requested_by + 1, decided_at = now(), billing = 'scheduled', bill_on = '2024-03-14', promised_by = '2024-04-14' where ${only('adjustments', "state = 'requested'")}`,
  ],
  [
    'somebody decided their own',
    'alter table adjustments drop constraint four_eyes',
    `update adjustments set decided_by = requested_by where ${only('adjustments', "state = 'granted' and decided_by is not null")}`,
  ],
  ['an approval vanished', 'delete from approvals'],
  [
    'a hold vanished',
    "delete from transfers where kind = 'hold' and not exists (select from transfers r where r.hold_id = transfers.transfer_id)",
  ],
  [
    'a hold was posted for more than it held',
    `update transfers set amount = amount * 2 where ${only('transfers', "kind = 'post_hold'")}`,
  ],
  ['a hold was not voided', "delete from transfers where kind = 'void_hold'"],
  [
    'a budget’s counter is a cent short',
    `update budget_stripes set taken = taken - 1 where ${only('budget_stripes', 'taken > 0')}`,
  ],
  ['a budget’s total was raised alone', 'update budgets set total = total + 1'],
  [
    'a person’s day is a cent short',
    `update staff_days set given = given - 1 where ${only('staff_days', 'given > 0')}`,
  ],
  [
    'a reversal took back more than is written',
    `update reversals set amount = amount + 1 where ${only('reversals', 'adjustment_id is not null')}`,
  ],
  ['a reversal’s transfer vanished', `delete from transfers where ${only('transfers', "kind = 'reverse'")}`],
  ['the reversal of a credit is not written down', 'delete from reversals where credit_id is not null'],
  [
    'a reversal above the limit was approved by nobody',
    'update reversals set approved_by = null where approved_by is not null',
  ],
  ['the request to take it back vanished', 'delete from reversal_requests'],
  [
    'the claim of a credit vanished',
    `delete from claims where ${only('claims', 'credit_id is not null and freed_at is null')}`,
  ],
  [
    'the claim of something given was freed',
    `update claims set freed_at = now() where ${only('claims', 'adjustment_id is not null and freed_at is null')}`,
  ],
  [
    'an event vanished',
    `delete from account_events where ${only('account_events', 'adjustment_id is not null')}`,
  ],
  [
    'an event was invented',
    "insert into account_events (account_id, business_date, action, adjustment_id, request_id) select account_id, business_date, 'approve-adjustment', adjustment_id, 'x' from adjustments limit 1",
  ],
  ['the event of a credit taken back vanished', 'delete from account_events where credit_id is not null'],
  ['a credit was raised', `update credits set amount = amount + 1 where ${only('credits', 'true')}`],
  [
    'a draft answers for another adjustment',
    `update drafts set adjustment_id = adjustment_id + 1000 where ${only('drafts', 'adjustment_id is not null')}`,
  ],
  [
    'an adjustment was given to another person',
    `update adjustments set requested_by = requested_by + 1 where ${only('adjustments', "state = 'granted' and approvals_needed = 0")}`,
  ],
]

test.each(corruptions)('is found: %s', async (_words, ...statements) => {
  const undo = new Error('undone')
  let found: Awaited<ReturnType<typeof brokenRules>> = []
  let changed = 0n
  const planting = database.db.transaction().execute(async (tx) => {
    await sql`set local session_replication_role = replica`.execute(tx)
    for (const statement of statements)
      changed += (await sql.raw(statement).execute(tx)).numAffectedRows ?? 0n
    found = await brokenRules(tx)
    throw undo
  })
  await expect(planting).rejects.toBe(undo)
  expect(changed).toBeGreaterThan(0n)
  expect(found.length).toBeGreaterThan(0)
  expect(found[0]?.first).not.toBe('')
})
