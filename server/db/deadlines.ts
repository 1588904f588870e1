import { sql, type Transaction } from 'kysely'
import { onConnectionOf } from './copy.ts'
import type { Tables } from './schema.ts'

/**
 * A desk's deadlines are for people who wait. What goes through millions of rows takes what it takes, to the end of its
 * transaction; for a lock it waits no longer than anybody else.
 */
export async function withoutDeadlines(tx: Transaction<Tables>): Promise<void> {
  await onConnectionOf(tx, async (connection) => {
    connection.unhurried = true
  })
  await sql`select set_config('statement_timeout', '0', true), set_config('idle_in_transaction_session_timeout', '0', true)`.execute(
    tx,
  )
}
