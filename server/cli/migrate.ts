import { readConfig } from '../config.ts'
import { migrateToLatest } from '../db/migrate.ts'
import { openDatabase } from '../db/open-database.ts'
import { setUpRoles } from '../db/roles.ts'

/** `npm run migrate`: brings the schema of DATABASE_URL (or of the embedded database) to the newest version. */
const database = await openDatabase(readConfig(process.env).database, { patient: true })
try {
  const applied = await migrateToLatest(database.db)
  // Also when nothing was applied: roles that an operator made meanwhile get their rights.
  await setUpRoles(database.db)
  process.stdout.write(
    applied.length > 0 ? `Applied: ${applied.join(', ')}\n` : 'The schema is up to date.\n',
  )
} finally {
  await database.close()
}
