import { createHash } from 'node:crypto'
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { migrateToLatest } from '#server/db/migrate.ts'
import { openDatabase } from '#server/db/open-database.ts'
import { openPglite } from '#server/db/pglite-open.ts'
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
  made ??= keptOnce('postgres', async (folder) => {
    const cluster = await makeCluster(folder, {})
    await cluster.start()
    await newDatabase(cluster, migrated)
    await cluster.stop('SIGINT')
  }).then((folder) => join(folder, 'data'))
  return made
}

/** The same for the embedded database: what one is opened with instead of being made and migrated, in a quarter of the time. */
export async function migratedArchive(): Promise<Uint8Array> {
  const folder = await keptOnce('embedded', async (making) => {
    const database = await openPglite('memory', undefined, { patient: true })
    await migrateToLatest(database.db)
    writeFileSync(join(making, 'archive'), await database.dump())
    await database.close()
  })
  return readFileSync(join(folder, 'archive'))
}

/** Two lanes may make the same at the same time: whoever is first has it kept. */
async function keptOnce(name: string, make: (folder: string) => Promise<void>): Promise<string> {
  const kept = process.env.DRILL_DATA ?? keptData()
  // A fault in the migrations has one of its own.
  const folder = join(kept, `${name}-${fingerprint('server/db')}`)
  if (existsSync(folder)) return folder
  const making = mkdtempSync(`${folder}-`)
  chmodSync(making, 0o755)
  await make(making)
  if (existsSync(folder)) return making
  renameSync(making, folder)
  return folder
}

/** What a migration runs is in this folder of the copy; how it is said to a database makes no difference to what is made. */
function fingerprint(folder: string): string {
  const hash = createHash('sha256')
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort())
    if (/\.\w+$/.test(name) && !name.startsWith('pg'))
      hash.update(`${name}\n`).update(readFileSync(join(folder, name)))
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
