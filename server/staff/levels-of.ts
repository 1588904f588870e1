import type { Level } from '#shared/staff/changes.ts'
import type { Db } from '../db/client.ts'

/** The limit levels and whose authority each is, lowest first. They are data. */
export const levelsOf = (db: Db): Promise<Level[]> =>
  db.selectFrom('limitLevels').select(['level', 'role']).orderBy('rank').execute()
