import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, expect, test } from 'vitest'
import { compareStatement } from '#server/ledger/compare-statement.ts'
import { httpBilling } from '#server/ledger/http-billing.ts'
import { readStatement } from '#server/ledger/read-statement.ts'
import { turnCycle } from '#server/ledger/turn-cycle.ts'
import { Biller, tell } from '#test/support/biller.ts'
import { give, signedIn } from '#test/support/calls.ts'
import { openDesk } from '#test/support/desk.ts'
import { addAccount } from '#test/support/factories.ts'
import { servedDesk } from '#test/support/served-desk.ts'

const database = await openDesk({ businessDate: '2024-03-04' })
const biller = await new Biller().start()
const desk = await servedDesk(database, { billing: biller.partner })
const port = httpBilling(biller.partner)
const who = { actor: null }
const [sofia, morgan] = await Promise.all(['sofia', 'morgan'].map((name) => signedIn(database, name)))
if (!sofia || !morgan) throw new Error('Somebody is missing.')
const folder = await mkdtemp(join(tmpdir(), 'makeright-statement-'))
afterAll(() => rm(folder, { recursive: true }))

const made: { accountId: string; adjustmentId: string }[] = []
for (const [amount, reason] of [
  [1250n, 'goodwill'],
  [333n, 'top_up_per_line'],
  [4999n, 'documented_loss'],
  [1n, 'goodwill'],
  [700n, 'goodwill'],
] as const) {
  const accountId = await addAccount(database)
  const { adjustmentId } = await give(sofia, accountId, { amount, reason })
  made.push({ accountId, adjustmentId })
}
// One is taken back in part before its bill, one in whole after billing has it, and one is not due before April.
const [first, second, third, , last] = made
if (!first || !second || !third || !last) throw new Error('Nothing was given.')
await morgan.adjustments.reverse({ ...first, amount: '250', reason: 'Too much.' })
await sql`update adjustments set bill_on = '2024-04-14' where account_id = ${last.accountId}`.execute(
  database.db,
)
await turnCycle(database, who, '2024-03-10', () => {}, port)
await port.deliver(database, who)
await morgan.adjustments.reverse({ ...second, amount: '333', reason: 'Wrong customer.' })
await port.deliver(database, who)
const credits = [...biller.booked.values()]
  .filter((item) => item.direction === 'credit')
  .map((item) => item.externalId)
await tell(desk, '/hooks/billing', biller.apply(credits))

test('a month by code of the general ledger ties to the ledger to the cent', async () => {
  const month = await morgan.ledger.month({ month: '2024-03' })
  const of = (code: string) => month.rows.find((row) => row.glCode === code)
  expect(of('6450-10')).toMatchObject({
    tax: 'without_tax',
    granted: { minor: '1951' },
    takenBack: { minor: '250' },
    waiting: { minor: '700' },
    applied: { minor: '1001' },
  })
  // The credit is applied and what took it back is accepted: together they are nothing.
  expect(of('4090-20')).toMatchObject({
    net: { minor: '0' },
    applied: { minor: '333' },
    accepted: { minor: '-333' },
  })
  expect(of('6450-20')).toMatchObject({ applied: { minor: '4999' } })
  const ledger = await sql<{
    net: bigint
  }>`select sum(case kind when 'reverse' then -amount else amount end)::bigint as net from transfers
    where kind in ('post', 'post_hold', 'reverse')`.execute(database.db)
  expect(month.totals).toMatchObject([
    { net: { minor: ledger.rows[0]?.net.toString() }, ledger: { minor: '6700' } },
  ])
  expect(month.ties).toBe(true)
  expect((await morgan.ledger.month({ month: '2024-02' })).totals).toEqual([])
})

const statementOf = async (lines: string[]) => {
  const file = join(folder, 'statement.csv')
  await writeFile(file, ['externalId,accountId,direction,amount,currency,status', ...lines].join('\n'))
  return readStatement(file)
}
const decimal = (minor: string) =>
  `${minor.padStart(3, '0').slice(0, -2)}.${minor.padStart(3, '0').slice(-2)}`
const linesOf = () =>
  [...biller.booked.values()]
    .filter((item) => item.status === 'completed')
    .map(
      (item) =>
        `${item.externalId},${item.accountId},${item.direction},${decimal(item.amountMinor)},USD,completed`,
    )

test('a statement that agrees shows no difference', async () => {
  expect(linesOf()).toHaveLength(4)
  expect(await compareStatement(database.db, '2024-03', await statementOf(linesOf()))).toEqual([])
})

test('what is missing, unknown, booked twice or with another amount is listed item by item', async () => {
  const lines = linesOf()
  const [missing = '', wrong = '', twice = ''] = lines
  const keyOf = (line: string) => line.split(',')[0] ?? ''
  const found = await compareStatement(
    database.db,
    '2024-03',
    await statementOf([
      wrong.replace(/credit,[\d.]+/, 'credit,77.77'),
      twice,
      twice,
      ...lines.slice(3),
      `makeright-424242,${first.accountId},credit,5.00,USD,completed`,
      `someone-else,${first.accountId},credit,5.00,USD,completed`,
      `makeright-5,${first.accountId},credit,9.00,USD,created`,
    ]),
  )
  expect(found.map(({ kind, key }) => `${kind} ${key}`).sort()).toEqual(
    [
      `missing_at_billing ${keyOf(missing)}`,
      `amount_differs ${keyOf(wrong)}`,
      `amount_differs ${keyOf(twice)}`,
      'unknown_to_us makeright-424242',
      'unknown_to_us someone-else',
    ].sort(),
  )
  expect(found.find((each) => each.key === keyOf(wrong))?.words).toContain('$77.77')
  expect(found.find((each) => each.key === keyOf(twice))?.words).toContain('2 times')
})

test('a statement that cannot be read is refused whole', async () => {
  await expect(statementOf(['makeright-1,4,credit,1.2.3,USD,completed'])).rejects.toThrow('Line 2')
  await writeFile(join(folder, 'other.csv'), 'id,amount\n1,2\n')
  await expect(readStatement(join(folder, 'other.csv'))).rejects.toThrow('no column')
})

test('without a statement, what billing confirmed with another amount or did not confirm in time is listed', async () => {
  const item = [...biller.booked.values()].find((each) => each.direction === 'debit')
  if (!item) throw new Error('Nothing was taken back.')
  await sql`update billing_items set billed = amount - 1 where direction = 'credit' and account_id = ${third.accountId}`.execute(
    database.db,
  )
  await turnCycle(database, who, '2024-04-20', () => {}, port)
  const march = await morgan.ledger.month({ month: '2024-03' })
  expect(march.differences).toMatchObject([
    { kind: 'amount_differs', accountId: third.accountId },
    { kind: 'not_confirmed', key: item.externalId },
  ])
})
