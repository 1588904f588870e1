import { csvCell } from '#shared/audit/csv-cell.ts'
import type { JournalCursor, JournalFilter } from '#shared/audit/schemas.ts'
import type { JournalRow } from '#shared/audit/views.ts'
import type { Db } from '../db/client.ts'
import { eventsAfter } from './queries.ts'

const atOnce = 1_000
const columns = ['no', 'at', 'person', 'act', 'outcome', 'account', 'reason', 'amount', 'detail'] as const

/** The journal as CSV, newest first, piece by piece: as long as it is, it takes the memory of one piece. */
export async function* exportJournal(db: Db, filter: JournalFilter): AsyncGenerator<string> {
  yield `${columns.join(',')}\r\n`
  let after: JournalCursor | null = null
  do {
    const { rows, next }: { rows: JournalRow[]; next: JournalCursor | null } = await eventsAfter(
      db,
      filter,
      after,
      atOnce,
    )
    yield rows.map(lineOf).join('')
    after = next
  } while (after)
}

function lineOf(row: JournalRow): string {
  const { amount = null, ...detail } = row.detail
  return `${[
    row.seq,
    row.at,
    row.person?.name ?? null,
    row.action,
    row.outcome,
    row.accountId,
    row.reason,
    typeof amount === 'string' || typeof amount === 'number' ? amount : null,
    JSON.stringify(detail),
  ]
    .map(csvCell)
    .join(',')}\r\n`
}
