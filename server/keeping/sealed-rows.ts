import { type RawBuilder, sql } from 'kysely'
import { recordDeskEvent } from '../audit/record-event.ts'
import type { Database, Db } from '../db/client.ts'
import { aboutCode } from '../notices/write-notice.ts'
import { aboutSecret } from '../staff/check-code.ts'
import type { SecretBox } from '../staff/secret-box.ts'
import { inWork, type Who } from '../work.ts'

type SealedColumn = {
  what: string
  table: string
  column: string
  key: readonly string[]
  /** What the text was sealed for, from the row's key; null for a hash, which only its owner can renew. */
  about: ((key: readonly string[]) => string) | null
}

/** Every column that holds what server/staff/secret-box.ts made. A new one stands here, or its key can never be retired. */
export const sealedColumns: readonly SealedColumn[] = [
  {
    what: 'one-time code secrets',
    table: 'second_factors',
    column: 'secret_sealed',
    key: ['staff_id'],
    about: ([staffId = '0']) => aboutSecret(BigInt(staffId)),
  },
  {
    what: 'codes on their way to callers',
    table: 'notices',
    column: 'sealed',
    key: ['account_id', 'notice_id'],
    about: ([accountId = '']) => aboutCode(accountId),
  },
  { what: 'account passcodes', table: 'passcodes', column: 'hash', key: ['account_id'], about: null },
  {
    what: 'codes of callers',
    table: 'caller_codes',
    column: 'hash',
    key: ['account_id', 'code_id'],
    about: null,
  },
]

export type KeyUse = { what: string; key: string; rows: number }

const keyOf = (column: string): RawBuilder<string> => sql<string>`split_part(${sql.ref(column)}, '.', 2)`

/** Which key of the file sealed how many rows of what. */
export async function keysInUse(db: Db): Promise<KeyUse[]> {
  const used: KeyUse[] = []
  for (const { what, table, column } of sealedColumns) {
    const found = await sql<{ key: string; rows: number }>`
      select ${keyOf(column)} as key, count(*)::int as rows from ${sql.table(table)} where ${sql.ref(column)} is not null group by 1 order by 1`.execute(
      db,
    )
    used.push(...found.rows.map((row) => ({ what, ...row })))
  }
  return used
}

const batch = 200

/**
 * Seals with the first key of the file whatever another one sealed, some rows to a transaction. Both keys open meanwhile,
 * so nobody waits; stopped and started again it goes on.
 */
export async function resealRows(database: Database, who: Who, box: SecretBox): Promise<number> {
  const [fresh = ''] = box.keyIds()
  let resealed = 0
  for (const column of sealedColumns)
    for (let rows = batch; rows === batch; resealed += rows)
      rows = await resealBatch(database, who, box, column, fresh)
  return resealed
}

function resealBatch(
  database: Database,
  who: Who,
  box: SecretBox,
  { what, table, column, key, about }: SealedColumn,
  fresh: string,
): Promise<number> {
  if (!about) return Promise.resolve(0)
  const columns = sql.join(key.map((each) => sql`${sql.ref(each)}::text`))
  return inWork(database, who, async (work) => {
    const found = await sql<{ key: string[]; sealed: string }>`
      select array[${columns}] as key, ${sql.ref(column)} as sealed from ${sql.table(table)}
      where ${sql.ref(column)} is not null and ${keyOf(column)} <> ${fresh} limit ${sql.lit(batch)} for update`.execute(
      work.tx,
    )
    if (found.rows.length === 0) return 0
    const rows = found.rows.map((row) => ({
      key: row.key,
      sealed: box.seal(box.open(row.sealed, about(row.key)), about(row.key)),
    }))
    await sql`update ${sql.table(table)} t set ${sql.ref(column)} = g.sealed
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as g (key jsonb, sealed text)
      where to_jsonb(array[${sql.join(key.map((each) => sql`${sql.ref(`t.${each}`)}::text`))}]) = g.key`.execute(
      work.tx,
    )
    await recordDeskEvent(work, { action: 'reseal', detail: { what, rows: rows.length, key: fresh } })
    return rows.length
  })
}
