import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { migrateToLatest } from '#server/db/migrate.ts'
import { openDatabase } from '#server/db/open-database.ts'
import { type Cluster, makeCluster } from './cluster.ts'

const migrated = 'migrated'
let made: Promise<string> | undefined

/** A data folder with a migrated database, made once for all drills of a run: to make it takes longer than some of them. */
export function migratedData(): Promise<string> {
  made ??= make()
  return made
}

async function make(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'makeright-drill-data-'))
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
  chmodSync(folder, 0o755)
  const cluster = await makeCluster(folder, {})
  await cluster.start()
  await newDatabase(cluster, migrated)
  await cluster.stop('SIGINT')
  return cluster.data
}

/** A migrated database of this name; a cluster that was made of `migratedData` only copies it. Returns its owner's address. */
export async function newDatabase(cluster: Cluster, name: string): Promise<string> {
  const [there] = await cluster.sql(`select from pg_database where datname = '${migrated}'`)
  await cluster.sql(`create database ${name}${there ? ` template ${migrated}` : ''}`)
  const url = new URL(`/${name}`, cluster.url).href
  if (there) return url
  const database = await openDatabase({ kind: 'postgres', url, poolSize: 2 }, { patient: true })
  await migrateToLatest(database.db).finally(() => database.close())
  return url
}
