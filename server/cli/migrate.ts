import { migrateToLatest } from '../db/migrate.ts'
import { setUpRoles } from '../db/roles.ts'
import { command, say, withDatabase } from './command.ts'

/** `npm run migrate`: brings the schema of DATABASE_URL (or of the embedded database) to the newest version. */
void command(() =>
  withDatabase(async ({ db }) => {
    const applied = await migrateToLatest(db)
    // Also when nothing was applied: roles that an operator made meanwhile get their rights.
    await setUpRoles(db)
    say(applied.length > 0 ? `Applied: ${applied.join(', ')}` : 'The schema is up to date.')
  }),
)
