import { createHash } from 'node:crypto'
import { createWriteStream, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { sql } from 'kysely'
import { runProgramme } from '#server/credits/run-programme.ts'
import type { Database } from '#server/db/client.ts'
import { migrateToLatest } from '#server/db/migrate.ts'
import { migrations } from '#server/db/migrations/all.ts'
import { openDatabase } from '#server/db/open-database.ts'
import { generateExtract } from '#server/demo/carrier.ts'
import { publishAsDemoPeople } from '#server/demo/demo-programme.ts'
import { addDemoStaff } from '#server/demo/staff.ts'
import { importFile } from '#server/imports/import-file.ts'
import { extractKinds, loadMap } from '#server/imports/import-map.ts'
import { fileSource } from '#server/imports/source.ts'
import { setBudget } from '#server/ledger/budgets.ts'
import { markNotices } from '#server/notices/mark-notices.ts'
import { addOutage } from '#server/outages/add-outage.ts'
import { inWork } from '#server/work.ts'
import { readOutageFile } from '#shared/outages/outage-file.ts'
import type { Programme } from '#shared/programmes/document.ts'
import { isTimeZone } from '#shared/time.ts'
import { runSql, urlOf } from '#test/support/postgres-databases.ts'
import type { BenchOptions } from './options.ts'

export const businessDate = '2024-02-25'
const loadedName = 'makeright_loaded'
const runName = 'makeright_bench'
const loadedTables = 'accounts, lines, impact_intervals, line_impacts, credits, claims, transfers, notices'

export type Loaded = {
  imports: { kind: string; read: number; rejected: number; seconds: number; rowsPerSecond: number }[]
  credited: number
}

/** Where a load of this size, seed and schema is kept: another migration is another world. */
export function worldFolder({ accounts, seed }: BenchOptions): string {
  const schema = Object.values(migrations).map((migration) => String(migration.up))
  const key = createHash('sha256')
    .update(JSON.stringify([accounts, seed, schema]))
    .digest('hex')
    .slice(0, 12)
  return join(tmpdir(), `makeright-bench-${key}`)
}

const markOf = (folder: string): string => join(folder, 'loaded.json')

/** A kept load is used again; without "--keep", or when the last one did not end, everything is made anew. */
export function prepareFolder(folder: string, keep: boolean): void {
  if (!keep || !existsSync(markOf(folder))) rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true, mode: 0o755 })
}

/** The carrier, loaded by the importer from files as an operator would, with the programme run; once for each folder. */
export async function loadWorld(
  folder: string,
  serverUrl: string,
  options: BenchOptions,
  say: (words: string) => void,
): Promise<Loaded> {
  if (existsSync(markOf(folder))) return JSON.parse(readFileSync(markOf(folder), 'utf8')) as Loaded
  await runSql(serverUrl, `create database ${loadedName}`)
  const database = await openDatabase(
    { kind: 'postgres', url: urlOf(serverUrl, loadedName), poolSize: 2 },
    { patient: true },
  )
  try {
    await migrateToLatest(database.db)
    const loaded = await fill(database, folder, options, say)
    say('Vacuuming')
    // Only what was loaded: of a table that was vacuumed while empty the planner believes that it stays so.
    await sql`vacuum (analyze, freeze) ${sql.raw(loadedTables)}`.execute(database.db)
    writeFileSync(markOf(folder), JSON.stringify(loaded))
    return loaded
  } finally {
    await database.close()
  }
}

async function fill(
  database: Database,
  folder: string,
  { accounts, seed }: BenchOptions,
  say: (words: string) => void,
): Promise<Loaded> {
  const who = { actor: null }
  const read = readOutageFile(
    JSON.parse(readFileSync(new URL('../../server/demo/outage-2024-02-22.json', import.meta.url), 'utf8')),
    isTimeZone,
  )
  if (!read.ok) throw new Error(read.problems.join('; '))
  const { outage } = read
  await inWork(database, who, async (work) => {
    await work.tx.updateTable('desk').set({ businessDate }).execute()
    await addDemoStaff(work)
    await addOutage(work, outage)
  })
  const extract = generateExtract({ accounts, seed, outage })
  const map = await loadMap()
  const imports: Loaded['imports'] = []
  for (const kind of extractKinds) {
    const path = join(folder, `${kind}.csv`)
    await pipeline(extract[kind], createWriteStream(path))
    const summary = await importFile(database, who, kind, await fileSource(path), {
      map,
      outageId: outage.id,
    })
    await rm(path)
    if (summary.rejectFile) await rm(summary.rejectFile)
    const { read: rows, rejected, seconds, rowsPerSecond } = summary
    imports.push({ kind, read: rows, rejected, seconds, rowsPerSecond })
    say(
      `Imported ${rows.toLocaleString('en')} rows of ${kind} in ${seconds} s (${rowsPerSecond.toLocaleString('en')}/s)`,
    )
  }
  const programme = JSON.parse(
    readFileSync(new URL('../../programmes/make-it-right-2024-02-22.json', import.meta.url), 'utf8'),
  ) as Programme
  await inWork(database, who, async (work) => {
    await setBudget(work, {
      outageId: outage.id,
      purpose: 'automatic',
      total: BigInt(accounts) * 600n,
      currency: 'USD',
    })
    await setBudget(work, {
      outageId: outage.id,
      purpose: 'manual',
      total: BigInt(accounts) * 2500n,
      currency: 'USD',
    })
    await publishAsDemoPeople(work, programme)
  })
  say('Running the programme')
  const run = await runProgramme(database, who, programme)
  // A desk would begin with it, and for half a minute be measured beside it.
  say('Telling who was credited')
  await markNotices(database, who)
  return { imports, credited: run.credited }
}

/** A copy to work in, so that each run begins from the same rows. Returns its address. */
export async function copyWorld(serverUrl: string): Promise<string> {
  await dropCopy(serverUrl)
  await runSql(serverUrl, `create database ${runName} template ${loadedName} strategy file_copy`)
  // What the copy left to be written would otherwise be written while the first work is measured.
  await runSql(serverUrl, 'checkpoint')
  return urlOf(serverUrl, runName)
}

export const dropCopy = (serverUrl: string): Promise<void> =>
  runSql(serverUrl, `drop database if exists ${runName} with (force)`)
