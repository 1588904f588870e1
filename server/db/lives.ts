import { type Kysely, sql } from 'kysely'

/**
 * Says where a table lives when the database is Citus: `by account` (sharded by account_id, colocated with
 * accounts), `everywhere` (a reference table on each node) or `local` (the coordinator only).
 * On plain PostgreSQL and on PGlite it does nothing. It is called right after `create table` and before the
 * foreign keys, because Citus accepts a foreign key only between tables that are already placed.
 */
export async function lives(
  db: Kysely<never>,
  table: string,
  where: 'by account' | 'everywhere' | 'local',
): Promise<void> {
  const found = await sql<{
    there: boolean
  }>`select exists (select from pg_extension where extname = 'citus') as there`.execute(db)
  if (!found.rows[0]?.there || where === 'local') return
  if (where === 'everywhere') await sql`select create_reference_table(${table})`.execute(db)
  else if (table === 'accounts')
    await sql`select create_distributed_table(${table}, 'account_id')`.execute(db)
  else
    await sql`select create_distributed_table(${table}, 'account_id', colocate_with => 'accounts')`.execute(
      db,
    )
}
