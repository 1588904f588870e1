import { sql } from 'kysely'
import { anchoredIn } from '../audit/append-anchors.ts'
import { expireLooks, looksAtOnce } from '../audit/expire-looks.ts'
import { sealingKey } from '../audit/sealing-key.ts'
import { type SealFiles, sealAll } from '../audit/watch-journal.ts'
import type { Database } from '../db/client.ts'
import { inWork, type Who } from '../work.ts'
import { periodsOf } from './expire.ts'

/** Whether this sign-in may: the server's role has no right to delete an event. */
export async function mayExpireLooks(database: Database): Promise<boolean> {
  const found = await sql<{
    may: boolean
  }>`select has_table_privilege('account_events', 'delete') as may`.execute(database.db)
  return found.rows[0]?.may ?? false
}

/** All looks over their time, a signed batch at a time, and the lines that say so anchored outside the database. */
export async function expireOldLooks(database: Database, who: Who, files: SealFiles): Promise<number> {
  const key = await sealingKey(database, files.key)
  let looks = 0
  for (let gone = looksAtOnce; gone === looksAtOnce; looks += gone)
    gone = await inWork(database, who, async (work) => {
      const period = (await periodsOf(work.tx)).find(({ kind }) => kind === 'looks')
      return period ? expireLooks(work, key, period.keepDays) : 0
    })
  await sealAll(database, files, await anchoredIn(files.anchors), false)
  return looks
}
