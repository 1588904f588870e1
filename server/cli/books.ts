import { parseArgs } from 'node:util'
import { monthInput } from '#shared/ledger/schemas.ts'
import type { Difference, LedgerMonth } from '#shared/ledger/views.ts'
import { formatMoney } from '#shared/money.ts'
import type { Database } from '../db/client.ts'
import { booksRules } from '../ledger/books-rules.ts'
import { compareStatement } from '../ledger/compare-statement.ts'
import { readStatement } from '../ledger/read-statement.ts'
import { reconcileMonth } from '../ledger/reconcile-month.ts'
import { verifyBooks } from '../ledger/verify-books.ts'
import { inSnapshot, readClock } from '../work.ts'
import { command, notUnderstood, say, withDatabase } from './command.ts'

const usage = `npm run books -- verify
npm run books -- reconcile --month 2024-03 [--statement FILE.csv] [--json]`

/** `verify`: 1 and the first finding in words when a rule is broken. `reconcile`: 1 when something differs. */
const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { month: { type: 'string' }, statement: { type: 'string' }, json: { type: 'boolean' } },
})
const asked = monthInput.safeParse({ month: values.month })
void command(() => {
  if (positionals[0] === 'verify') return withDatabase(verify)
  if (positionals[0] !== 'reconcile' || !asked.success) throw notUnderstood(usage)
  return withDatabase((database) => reconcile(database, asked.data.month))
})

async function verify(database: Database): Promise<void> {
  const report = await verifyBooks(database)
  for (const { rule, findings, first } of report.broken)
    say(`BROKEN: ${rule}\n  ${first}${findings > 1 ? ` (and ${findings - 1} more)` : ''}`)
  say(
    `books rules=${booksRules.length} transfers=${report.transfers} broken=${report.broken.length} seconds=${report.seconds.toFixed(1)}`,
  )
  if (report.broken.length > 0) process.exitCode = 1
}

/** On one snapshot, so that nothing moves between the two sides. */
async function reconcile(database: Database, month: string): Promise<void> {
  const lines = values.statement ? await readStatement(values.statement) : null
  const report = await inSnapshot(database, async (tx) => {
    const { businessDate } = await readClock(tx)
    const made = await reconcileMonth(tx, month, businessDate)
    if (!lines) return made
    const differences = await compareStatement(tx, month, lines)
    return { ...made, differences, moreDifferences: 0 }
  })
  if (values.json) say(JSON.stringify(report))
  else print(report)
  if (report.differences.length > 0 || !report.ties) process.exitCode = 1
}

function print(report: LedgerMonth): void {
  const row = (name: string, each: Omit<LedgerMonth['rows'][number], 'glCode' | 'title' | 'tax'>) =>
    say(
      [name.padEnd(42)]
        .concat(
          [each.granted, each.takenBack, each.waiting, each.accepted, each.applied, each.failed].map(
            (amount) => formatMoney(amount).padStart(14),
          ),
        )
        .join(' '),
    )
  say(
    [report.month.padEnd(42)]
      .concat(
        ['granted', 'taken back', 'waiting', 'accepted', 'applied', 'failed'].map((name) =>
          name.padStart(14),
        ),
      )
      .join(' '),
  )
  for (const each of report.rows) row(`${each.glCode} ${each.title} (${each.tax})`, each)
  for (const each of report.totals) row(`all, ${each.net.currency}`, each)
  say(report.ties ? 'The parts add up to the ledger.' : 'THE PARTS DO NOT ADD UP TO THE LEDGER.')
  for (const each of report.differences satisfies Difference[])
    say(`${each.kind} ${each.key} account ${each.accountId ?? '?'}: ${each.words}`)
  say(`differences=${report.differences.length + report.moreDifferences}`)
}
