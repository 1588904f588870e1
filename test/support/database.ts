import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { inject } from 'vitest'
import type { Database, DatabaseTarget, OpenOptions } from '#server/db/client.ts'
import { openDatabase } from '#server/db/open-database.ts'
import { runSql, templateName, urlOf } from './postgres-databases.ts'

/** Which database this run is about; the vitest project says so. */
export const databaseKind: DatabaseTarget['kind'] =
  process.env.MAKERIGHT_TEST_DATABASE === 'postgres' ? 'postgres' : 'pglite'

const closings: (() => Promise<void>)[] = []

/** Closes and drops what a test file opened. */
export async function closeDatabases(): Promise<void> {
  for (const close of closings.splice(0).reverse()) await close()
}

/** A migrated, empty database for one test file. It is closed and dropped after the file's last test. */
export async function freshDatabase(options: OpenOptions = {}): Promise<Database> {
  const database = await openDatabase(await freshTarget(), options)
  closings.push(() => database.close())
  return database
}

/** The same, not opened: for tests that start a server of their own, or open it twice. */
export async function freshTarget(): Promise<DatabaseTarget> {
  if (databaseKind === 'pglite')
    return { kind: 'pglite', folder: 'memory', template: await readFile(inject('pgliteArchive')) }
  const url = inject('postgresUrl')
  const name = `makeright_${randomBytes(6).toString('hex')}`
  await runSql(url, `create database ${name} template ${templateName}`)
  closings.push(() => runSql(url, `drop database if exists ${name} with (force)`))
  return { kind: 'postgres', url: urlOf(url, name), poolSize: 10 }
}
