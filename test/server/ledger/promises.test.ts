import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { turnCycle } from '#server/ledger/turn-cycle.ts'
import { type Caller, give, refusalFrom, signedIn } from '#test/support/calls.ts'
import { openDesk } from '#test/support/desk.ts'
import { addAccount } from '#test/support/factories.ts'

const database = await openDesk({ businessDate: '2024-03-10' })
const [alex, morgan, adam] = (await Promise.all(
  ['alex', 'morgan', 'adam'].map((name) => signedIn(database, name)),
)) as [Caller, Caller, Caller]

async function given(set: ReturnType<typeof sql>): Promise<string> {
  const accountId = await addAccount(database)
  await give(alex, accountId, { amount: 500n })
  await sql`update adjustments set ${set} where account_id = ${accountId}`.execute(database.db)
  return accountId
}
const names = async (show: 'act' | 'risk' | 'broken') =>
  (await alex.ledger.promises({ show })).items.map((item) => item.accountId)

test('a promise is on track, at risk or broken by its bill day, its promised day and its state', async () => {
  const onTrack = await given(sql`bill_on = '2024-03-20', promised_by = '2024-04-20'`)
  const near = await given(sql`bill_on = '2024-03-14', promised_by = '2024-03-17'`)
  const missed = await given(sql`bill_on = '2024-03-09', promised_by = '2024-04-09'`)
  const broken = await given(sql`bill_on = '2024-02-09', promised_by = '2024-03-09'`)
  const failed = await given(
    sql`billing = 'failed', failed_on = '2024-03-01', failed_because = 'No such account.', promised_by = '2024-04-14'`,
  )
  const kept = await given(sql`billing = 'queued'`)
  await sql`update adjustments set billing = 'accepted' where account_id = ${kept}`.execute(database.db)
  await sql`update adjustments set billing = 'applied', applied_on = '2024-03-09' where account_id = ${kept}`.execute(
    database.db,
  )

  expect(await names('risk')).toEqual([near, missed, failed])
  expect(await names('broken')).toEqual([broken])
  expect(await names('act')).toEqual([failed])
  const board = await alex.ledger.promises({ show: 'risk' })
  expect(board.counts).toEqual({ act: 1, risk: 3, broken: 1, onTrack: 1, keptLate: 0 })
  expect(board.items[0]).toMatchObject({
    daysLeft: 7,
    state: 'at_risk',
    may: { resend: { ok: false, code: 'NOT_ALLOWED' } },
  })
  expect(board.days).toEqual([
    { day: '2024-03-17', onTrack: 0, atRisk: 1 },
    { day: '2024-04-09', onTrack: 0, atRisk: 1 },
    { day: '2024-04-14', onTrack: 0, atRisk: 1 },
    { day: '2024-04-20', onTrack: 1, atRisk: 0 },
  ])
  expect(board.items.map((item) => item.accountId)).not.toContain(onTrack)
  expect(await refusalFrom(adam.ledger.promises({ show: 'act' }))).toMatchObject({ code: 'NOT_ALLOWED' })
})

test('what is applied after its promised day counts as kept late, and leaves the list', async () => {
  await turnCycle(database, { actor: null }, '2024-03-11')
  const board = await alex.ledger.promises({ show: 'broken' })
  expect([board.items, board.counts.keptLate]).toEqual([[], 1])
})

test('what was taken back before its bill is no promise any more', async () => {
  const accountId = await addAccount(database)
  const { adjustmentId } = await give(alex, accountId, { amount: 500n })
  await sql`update adjustments set promised_by = '2024-03-12' where account_id = ${accountId}`.execute(
    database.db,
  )
  expect(await names('risk')).toContain(accountId)
  await morgan.adjustments.reverse({ accountId, adjustmentId, amount: '500', reason: 'Wrong customer.' })
  expect(await names('risk')).not.toContain(accountId)
})
