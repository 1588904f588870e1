import { type Kysely, sql } from 'kysely'

/** The hash of what a credit by hand was decided on. Those from before this have none, and say so when they are replayed. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`alter table adjustments add column facts_hash text check (facts_hash ~ '^[0-9a-f]{64}$')`.execute(
    db,
  )
}
