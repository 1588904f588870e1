import { type RawBuilder, sql } from 'kysely'
import type { Work } from '../work.ts'
import { csvRows, type Row } from './csv-rows.ts'
import type { Rejects } from './rejects.ts'
import type { Source } from './source.ts'
import { type BoundField, shownOf } from './staging.ts'

export const columnsOf = (names: readonly string[], of?: string): RawBuilder<unknown> =>
  sql.join(names.map((name) => sql.ref(of ? `${of}.${name}` : name)))

/** Fresh statistics after many rows moved; a smaller sample where the table is small and the full one would cost more than it tells. */
export async function analyze(work: Work, table: string, rows: number): Promise<void> {
  await sql`select set_config('default_statistics_target', ${rows < 100_000 ? '10' : '100'}, true)`.execute(
    work.tx,
  )
  await sql`analyze ${sql.table(table)}`.execute(work.tx)
}

/** Runs a statement that changes rows and says how many, alike on both databases. */
export async function countOf(work: Work, change: RawBuilder<unknown>): Promise<number> {
  const found = await sql<{
    rows: number
  }>`with changed as (${change} returning 1) select count(*)::int as rows from changed`.execute(work.tx)
  return found.rows[0]?.rows ?? 0
}

/**
 * Rows of one key: the first decides. One that says the same is `repeated`, one that says otherwise is `rejected`
 * (rulings 17). Asks for the few keys that occur twice first, so a clean file pays one hash of its keys.
 */
export async function settleRepeats(
  work: Work,
  table: string,
  key: readonly string[],
  rest: readonly string[],
  blamed: string,
): Promise<void> {
  await sql`
    update ${sql.table(table)} s
    set fate = case when (${columnsOf(rest, 's')}) is not distinct from (${columnsOf(rest, 'first')}) then 'repeated' else 'rejected' end,
      blamed = ${blamed}, reason = 'says otherwise than line ' || first.line || ' for the same ' || ${key.map((each) => each.replaceAll('_', ' ')).join(', ')}::text
    from (select min(line) as line, ${columnsOf(key)} from ${sql.table(table)} group by ${columnsOf(key)} having count(*) > 1) d
    join ${sql.table(table)} first on first.line = d.line
    where (${columnsOf(key, 's')}) = (${columnsOf(key, 'd')}) and s.line <> d.line`.execute(work.tx)
}

/** Sets the fate of staged rows that a condition finds; `reason` is SQL text over the row. */
export async function reject(
  work: Work,
  table: string,
  blamed: string,
  reason: RawBuilder<unknown>,
  where: RawBuilder<unknown>,
  joined = sql``,
): Promise<void> {
  await sql`
    update ${sql.table(table)} s set fate = 'rejected', blamed = ${blamed}, reason = ${reason}
    ${joined} where s.fate is null and ${where}`.execute(work.tx)
}

/** What is said of an account that is not there, or that was erased at the customer's wish, does not land. */
export async function rejectUnknownAccounts(work: Work, table: string): Promise<void> {
  for (const [words, where] of [
    ['is not loaded', sql`not exists (select from accounts a where a.account_id = s.account_id)`],
    [
      'was erased',
      sql`exists (select from accounts a where a.account_id = s.account_id and a.erased_at is not null)`,
    ],
  ] as const)
    await reject(work, table, 'account_id', sql`'account ' || s.account_id || ' ' || ${words}::text`, where)
}

type Refused = { line: number; blamed: string; reason: string }
const page = 10_000

async function* refusedRows(work: Work, table: string): AsyncGenerator<Refused> {
  for (let after = 0; ; ) {
    const found = await sql<Refused>`
      select line, blamed, reason from ${sql.table(table)} where fate = 'rejected' and line > ${after} order by line limit ${page}`.execute(
      work.tx,
    )
    yield* found.rows
    const last = found.rows.at(-1)
    if (!last || found.rows.length < page) return
    after = last.line
  }
}

/** Hands the rows that the database refused to the rejects; reads the source once more for their raw text if it is kept. */
export async function collectRefused(
  work: Work,
  table: string,
  source: Source,
  delimiter: string | undefined,
  fields: readonly BoundField[],
  rejects: Rejects,
): Promise<void> {
  const fieldOf = (name: string) => fields.find((each) => each.name === name)
  const refused = refusedRows(work, table)
  let next = await refused.next()
  if (next.done) return
  const add = (row: Row | null, { line, blamed, reason }: Refused) => {
    const field = fieldOf(blamed)
    rejects.add({
      line,
      column: field?.title ?? blamed,
      value: shownOf(field, (field && row?.cells[field.at]) ?? ''),
      reason,
      raw: row?.raw ?? '',
    })
  }
  if (rejects.path === null) {
    for (; !next.done; next = await refused.next()) add(null, next.value)
    return
  }
  for await (const rows of csvRows(source.open(), delimiter)) {
    for (const row of rows) {
      if (next.done) return
      if (row.line !== next.value.line) continue
      add(row, next.value)
      next = await refused.next()
    }
    await rejects.flush()
  }
}
