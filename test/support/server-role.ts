import { randomBytes } from 'node:crypto'
import { afterAll, inject } from 'vitest'
import type { Database, DatabaseTarget } from '#server/db/client.ts'
import { openDatabase } from '#server/db/open-database.ts'
import { runSql } from './postgres-databases.ts'

/** A PostgreSQL database as the server has it: a sign-in that may do what makeright_app may, and owns nothing. */
export async function openAsServer(
  target: Extract<DatabaseTarget, { kind: 'postgres' }>,
): Promise<{ database: Database; url: string }> {
  const name = `server_${randomBytes(4).toString('hex')}`
  await runSql(inject('postgresUrl'), `create role ${name} login in role makeright_app`)
  const url = new URL(target.url)
  url.username = name
  const database = await openDatabase({ ...target, url: url.href, poolSize: 3 })
  afterAll(async () => {
    await database.close()
    await runSql(inject('postgresUrl'), `drop role ${name}`)
  })
  return { database, url: url.href }
}
