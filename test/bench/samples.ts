import { sql } from 'kysely'
import type { Database } from '#server/db/client.ts'
import { searchWords } from '#shared/accounts/name-words.ts'
import { formatPhone } from '#shared/accounts/phones.ts'

/** The same share of the table on each run, from all over it. */
const seed = sql`repeatable (17)`

/** Whole phone numbers, as people write them. */
export async function phones(database: Database, count: number): Promise<string[]> {
  const found = await sql<{ phone: string }>`
    select phone from lines tablesample bernoulli (1) ${seed} order by md5(phone) limit ${sql.lit(count)}`.execute(
    database.db,
  )
  return found.rows.map((row) => formatPhone(row.phone))
}

/** Given name and surname of people whose name has an accent, typed without it. */
export async function accentedNames(database: Database, count: number): Promise<string[]> {
  const found = await sql<{ holderName: string }>`
    select holder_name from accounts tablesample bernoulli (2) ${seed}
    where type = 'consumer' and holder_name ~ '[^ -~]' and holder_name ~ '^[^ ]+ [^ ]+$' order by md5(account_id) limit ${sql.lit(count * 4)}`.execute(
    database.db,
  )
  const typed = found.rows
    .map((row) => searchWords(row.holderName).join(' '))
    .filter((name) => name.split(' ').length === 2)
  return [...new Set(typed)].slice(0, count)
}

export async function accountIds(database: Database, count: number): Promise<string[]> {
  const found = await sql<{ accountId: string }>`
    select account_id from accounts tablesample bernoulli (2) ${seed} where type in ('consumer', 'small_business')
    order by md5(account_id) limit ${sql.lit(count)}`.execute(database.db)
  return found.rows.map((row) => row.accountId)
}
