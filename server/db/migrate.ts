import { Migrator, sql } from 'kysely'
import type { Database, Db } from './client.ts'
import { migrations } from './migrations/all.ts'
import { setUpRoles } from './roles.ts'

const migratorOf = (db: Db) => new Migrator({ db, provider: { getMigrations: async () => migrations } })

/** Brings the schema to the newest version; running it again changes nothing. Returns the names it applied. */
export async function migrateToLatest(db: Db): Promise<string[]> {
  const { error, results } = await migratorOf(db).migrateToLatest()
  if (error) throw error
  if (results && results.length > 0) await setUpRoles(db)
  return (results ?? []).map((result) => result.migrationName)
}

/** At start: migrates when this role owns the schema, else insists that the owner has done so (`npm run migrate`). */
export async function bringUpToDate(database: Database): Promise<void> {
  const owner = await sql<{
    may: boolean
  }>`select has_schema_privilege(current_schema(), 'create') as may`.execute(database.db)
  if (owner.rows[0]?.may) {
    await migrateToLatest(database.db)
    return
  }
  const desk = await sql<{ there: boolean }>`select to_regclass('desk') is not null as there`.execute(
    database.db,
  )
  const applied = desk.rows[0]?.there
    ? await sql<{ count: bigint }>`select count(*) from kysely_migration`.execute(database.db)
    : null
  if (
    !desk.rows[0]?.there ||
    (applied && Number(applied.rows[0]?.count ?? 0n) < Object.keys(migrations).length)
  ) {
    throw new Error(
      'The database’s schema is not up to date, and this role may not change it. Run "npm run migrate" with the owner’s DATABASE_URL.',
    )
  }
}
