import { type RawBuilder, sql } from 'kysely'
import { recordDeskEvent } from '../audit/record-event.ts'
import { resealPasscode } from '../contacts/keep-passcode.ts'
import type { Database, Db } from '../db/client.ts'
import { aboutCode } from '../notices/write-notice.ts'
import { aboutSecret } from '../staff/check-code.ts'
import type { Sealed, SecretBox } from '../staff/secret-box.ts'
import { inWork, type Who } from '../work.ts'

type SealedColumn = {
  what: string
  table: string
  column: string
  /** The row's key, with the types of its columns. */
  key: readonly (readonly [name: string, type: 'text' | 'bigint'])[]
  /** The same under the newest key, by the row's key; null for what ends by itself within minutes. */
  renew: ((box: SecretBox, sealed: Sealed, key: readonly string[]) => Sealed) | null
  /** Rows that nothing asks for any more need no key. */
  needed?: RawBuilder<unknown>
}

const sealedFor =
  (about: (key: readonly string[]) => string) => (box: SecretBox, sealed: Sealed, key: readonly string[]) =>
    box.seal(box.open(sealed, about(key)), about(key))

/** Every column that holds what server/staff/secret-box.ts made. A new one stands here, or its key can never be retired. */
export const sealedColumns: readonly SealedColumn[] = [
  {
    what: 'one-time code secrets',
    table: 'second_factors',
    column: 'secret_sealed',
    key: [['staff_id', 'bigint']],
    renew: sealedFor(([staffId = '0']) => aboutSecret(BigInt(staffId))),
  },
  {
    what: 'codes on their way to callers',
    table: 'notices',
    column: 'sealed',
    key: [
      ['account_id', 'text'],
      ['notice_id', 'bigint'],
    ],
    renew: sealedFor(([accountId = '']) => aboutCode(accountId)),
  },
  {
    what: 'account passcodes',
    table: 'passcodes',
    column: 'hash',
    key: [['account_id', 'text']],
    renew: (box, sealed, [accountId = '']) => resealPasscode(box, accountId, sealed),
  },
  {
    what: 'codes of callers',
    table: 'caller_codes',
    column: 'hash',
    key: [
      ['account_id', 'text'],
      ['code_id', 'bigint'],
    ],
    renew: null,
    needed: sql`used_at is null and expires_at > now()`,
  },
]

export type KeyUse = { what: string; key: string; rows: number; endsByItself: boolean }

const keyOf = (column: string): RawBuilder<string> => sql<string>`split_part(${sql.ref(column)}, '.', 2)`

/** Which key of the file sealed how many rows of what. */
export async function keysInUse(db: Db): Promise<KeyUse[]> {
  const used: KeyUse[] = []
  for (const { what, table, column, renew, needed = sql`true` } of sealedColumns) {
    const found = await sql<{ key: string; rows: number }>`
      select ${keyOf(column)} as key, count(*)::int as rows from ${sql.table(table)}
      where ${sql.ref(column)} is not null and ${needed} group by 1 order by 1`.execute(db)
    used.push(...found.rows.map((row) => ({ what, ...row, endsByItself: renew === null })))
  }
  return used
}

const batch = 1000

/**
 * Seals with the first key of the file whatever another one of it sealed, some rows to a transaction, in the order of their
 * keys. Both open meanwhile, so nobody waits; stopped and started again it goes on. What needs a key that the file does
 * not have stays as it is: `keys list` counts it.
 */
export async function resealRows(database: Database, who: Who, box: SecretBox): Promise<number> {
  let resealed = 0
  for (const column of sealedColumns) {
    let last: readonly string[] | null = null
    do {
      const done: Resealed = await resealBatch(database, who, box, column, last)
      resealed += done.rows
      last = done.last
    } while (last)
  }
  return resealed
}

type Resealed = { rows: number; last: readonly string[] | null }

function resealBatch(
  database: Database,
  who: Who,
  box: SecretBox,
  { what, table, column, key, renew }: SealedColumn,
  after: readonly string[] | null,
): Promise<Resealed> {
  const [fresh = '', ...earlier] = box.keyIds()
  if (!renew || earlier.length === 0) return Promise.resolve({ rows: 0, last: null })
  const names = sql.join(key.map(([name]) => sql.ref(name)))
  const beyond = after
    ? sql`(${names}) > (${sql.join(key.map(([, type], at) => sql`${after[at]}::${sql.raw(type)}`))})`
    : sql`true`
  return inWork(database, who, async (work) => {
    const found = await sql<{ key: string[]; sealed: string }>`
      select array[${sql.join(key.map(([name]) => sql`${sql.ref(name)}::text`))}] as key, ${sql.ref(column)} as sealed from ${sql.table(table)}
      where ${keyOf(column)} = any (${earlier}::text[]) and ${beyond} order by ${names} limit ${sql.lit(batch)} for update`.execute(
      work.tx,
    )
    if (found.rows.length === 0) return { rows: 0, last: null }
    const rows = found.rows.map((row) => ({
      ...Object.fromEntries(key.map(([name], at) => [name, row.key[at]])),
      sealed_anew: renew(box, row.sealed, row.key),
    }))
    const columns = sql.join(key.map(([name, type]) => sql`${sql.ref(name)} ${sql.raw(type)}`))
    await sql`update ${sql.table(table)} t set ${sql.ref(column)} = g.sealed_anew
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as g (${columns}, sealed_anew text)
      where ${sql.join(
        key.map(([name]) => sql`${sql.ref(`t.${name}`)} = ${sql.ref(`g.${name}`)}`),
        sql` and `,
      )}`.execute(work.tx)
    await recordDeskEvent(work, { action: 'reseal', detail: { what, rows: rows.length, key: fresh } })
    return { rows: rows.length, last: rows.length < batch ? null : (found.rows.at(-1)?.key ?? null) }
  })
}
