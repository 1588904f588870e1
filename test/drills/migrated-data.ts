import { createHash } from 'node:crypto'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { migrateToLatest } from '#server/db/migrate.ts'
import { openDatabase } from '#server/db/open-database.ts'
import { type Cluster, makeCluster } from './cluster.ts'

const migrated = 'migrated'
let made: Promise<string> | undefined

/** A folder for data that is gone when this process is. PostgreSQL runs as somebody else, and has to get in. */
export function keptData(): string {
  const folder = mkdtempSync(join(tmpdir(), 'makeright-drill-data-'))
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
  chmodSync(folder, 0o755)
  return folder
}

/** A data folder with a migrated database, made once for all drills and faults of a run: to make it takes longer than some of them. */
export function migratedData(): Promise<string> {
  made ??= make(process.env.DRILL_DATA ?? keptData())
  return made
}

async function make(kept: string): Promise<string> {
  // A fault in the migrations has one of its own.
  const folder = join(kept, fingerprint('server/db'))
  const whole = join(folder, 'whole')
  if (existsSync(whole)) return join(folder, 'data')
  mkdirSync(folder)
  chmodSync(folder, 0o755)
  const cluster = await makeCluster(folder, {})
  await cluster.start()
  await newDatabase(cluster, migrated)
  await cluster.stop('SIGINT')
  writeFileSync(whole, '')
  return cluster.data
}

/** What a migration runs is in this folder of the copy. */
function fingerprint(folder: string): string {
  const hash = createHash('sha256')
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort())
    if (/\.\w+$/.test(name)) hash.update(`${name}\n`).update(readFileSync(join(folder, name)))
  return hash.digest('hex').slice(0, 12)
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
