import type { Database, DatabaseTarget, OpenOptions } from './client.ts'
import { openPostgres } from './pg-open.ts'
import { openPglite } from './pglite-open.ts'

/** The one place that knows which database there is. Everything else takes a `Db` or a transaction. */
export function openDatabase(target: DatabaseTarget, options: OpenOptions = {}): Promise<Database> {
  if (target.kind === 'postgres') return openPostgres(target.url, target.poolSize ?? 10, options)
  return openPglite(target.folder, target.template, options)
}
