import { createReadStream } from 'node:fs'
import type { StatementLine } from '#shared/ledger/statement.ts'
import { moneyView, parseMoney } from '#shared/money.ts'
import { csvRows } from '../imports/csv-rows.ts'

const needed = ['externalid', 'accountid', 'direction', 'amount', 'currency'] as const

/**
 * A biller's statement: externalId, accountId, direction, amount ("5.00"), currency, and perhaps a status, of which only
 * "completed" is on a bill. A line that cannot be read stops it: half a statement would show differences that are none.
 */
export async function readStatement(path: string): Promise<StatementLine[]> {
  const lines: StatementLine[] = []
  let columns: Map<string, number> | null = null
  for await (const rows of csvRows(createReadStream(path)))
    for (const { cells, line, problem } of rows) {
      const known: Map<string, number> =
        columns ??
        new Map(
          cells.map((cell, index) => [
            cell
              .trim()
              .toLowerCase()
              .replace(/[^a-z]/g, ''),
            index,
          ]),
        )
      if (!columns) {
        const missing = needed.filter((name) => !known.has(name))
        if (missing.length > 0) throw new Error(`The statement has no column ${missing.join(', ')}.`)
        columns = known
        continue
      }
      const cell = (name: string) => cells[known.get(name) ?? -1]?.trim() ?? ''
      if (known.has('status') && cell('status') !== 'completed') continue
      const amount = parseMoney(cell('amount'), cell('currency'))
      const direction = cell('direction')
      if (problem || !amount || (direction !== 'credit' && direction !== 'debit'))
        throw new Error(`Line ${line} of the statement cannot be read: ${problem ?? 'amount or direction'}.`)
      lines.push({
        key: cell('externalid'),
        accountId: cell('accountid'),
        direction,
        amount: moneyView(amount),
      })
    }
  return lines
}
