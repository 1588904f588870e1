import { sql } from 'kysely'
import { recordDeskEvent } from '../audit/record-event.ts'
import type { Database } from '../db/client.ts'
import { withoutDeadlines } from '../db/deadlines.ts'
import type { Work } from '../work.ts'
import { csvRows, type Row, UnreadableFile } from './csv-rows.ts'
import { type ImportMap, ImportStopped } from './import-map.ts'
import { type RejectShown, Rejects } from './rejects.ts'
import { measured, type Source } from './source.ts'
import { analyze, collectRefused } from './staged-checks.ts'
import { type BoundField, bindHeader, type RowPlan, Stager } from './staging.ts'

/** Where an import writes: the transaction of its work, and the database for COPY. */
export type ImportInto = { work: Work; database: Database }
export type ImportOptions = {
  map: ImportMap
  dryRun?: boolean
  /** Rejected rows are written down as they came, and not only where they stand and what is wrong. */
  wholeRows?: boolean
  onProgress?: (progress: {
    kind: string
    rows: number
    bytes: number
    size: number | null
    step: 'reading' | 'writing'
  }) => void
}
export type ImportSummary = {
  kind: string
  file: string
  sha256: string
  read: number
  new: number
  changed: number
  unchanged: number
  rejected: number
  firstRejects: RejectShown[]
  rejectFile: string | null
  dryRun: boolean
  seconds: number
  rowsPerSecond: number
}
export type ImportPlan = RowPlan & {
  table: string
  /** The staged columns with their types, in the order of fields and derived values. */
  columns: readonly (readonly [name: string, type: string])[]
  /** Set-based: settles each staged row's fate, then writes. Everything else is counted as unchanged. */
  settle(work: Work, table: string): Promise<{ new: number; changed: number }>
}

/**
 * One import, inside the caller's transaction: read and check each row, COPY what is good into a staging table, settle
 * the rest in sets, write only what differs. The row decides, not the file: bad rows never stop good ones (rulings 17).
 */
export async function runImport(
  { work, database }: ImportInto,
  plan: ImportPlan,
  source: Source,
  options: ImportOptions,
): Promise<ImportSummary> {
  const started = performance.now()
  const { keepDays } = await work.tx
    .selectFrom('retention')
    .select('keepDays')
    .where('kind', '=', 'rejects')
    .executeTakeFirstOrThrow()
  const isSecret = plan.fields.some((field) => field.shown === 'never')
  const wholeRows = options.wholeRows === true && !isSecret
  const rejects = new Rejects(options.dryRun ? null : source.rejectsPath, work.now, keepDays, wholeRows)
  try {
    await prepare(work, plan)
    let bytes = 0
    const progress = (step: 'reading' | 'writing') =>
      options.onProgress?.({ kind: plan.kind, rows: read.stager?.read ?? 0, bytes, size: source.size, step })
    const file = measured(source, (more) => {
      bytes += more
    })
    const read: { stager: Stager | null; fields: BoundField[] } = { stager: null, fields: [] }
    const batches = csvRows(file.chunks, options.map.delimiter)
    async function* staged() {
      for await (let rows of batches) {
        if (!read.stager) {
          const header: Row | undefined = rows[0]
          if (!header) continue
          read.fields = bindHeader(plan, options.map, header)
          read.stager = new Stager(plan, read.fields, header, rejects)
          rows = rows.slice(1)
        }
        yield read.stager.stage(rows)
        await rejects.flush()
        progress('reading')
      }
      if (!read.stager) throw new ImportStopped(`${source.name} is empty: it has not even a header.`)
    }
    await database.copyIn(
      work.tx,
      `${plan.table} (line, ${plan.columns.map(([name]) => name).join(', ')})`,
      staged(),
    )
    progress('writing')
    await analyze(work, plan.table, 0)
    const written = await plan.settle(work, plan.table)
    await collectRefused(work, plan.table, source, options.map.delimiter, read.fields, rejects)
    await rejects.close()
    const rows = read.stager?.read ?? 0
    const seconds = (performance.now() - started) / 1000
    const summary: ImportSummary = {
      kind: plan.kind,
      file: source.name,
      // Of a short file of secrets a hash would be one of the secrets.
      sha256: isSecret ? '' : file.sha256(),
      read: rows,
      ...written,
      unchanged: rows - rejects.count - written.new - written.changed,
      rejected: rejects.count,
      firstRejects: rejects.first,
      rejectFile: rejects.count > 0 ? rejects.path : null,
      dryRun: options.dryRun ?? false,
      seconds: Math.round(seconds * 100) / 100,
      rowsPerSecond: Math.round(rows / Math.max(seconds, 0.001)),
    }
    const { file: name, sha256, read: count, new: added, changed, unchanged, rejected } = summary
    await recordDeskEvent(work, {
      action: `import.${plan.kind}`,
      detail: { file: name, sha256, read: count, new: added, changed, unchanged, rejected },
    })
    return summary
  } catch (error) {
    await rejects.discard()
    throw error instanceof UnreadableFile ? new ImportStopped(`${source.name}: ${error.message}.`) : error
  }
}

async function prepare(work: Work, plan: ImportPlan): Promise<void> {
  await withoutDeadlines(work.tx)
  await sql`select set_config('work_mem', '64MB', true)`.execute(work.tx)
  // One import at a time: rows are compared first and written after.
  await sql`select pg_advisory_xact_lock(hashtext('makeright import'))`.execute(work.tx)
  await sql`drop table if exists ${sql.id('pg_temp', plan.table)}`.execute(work.tx)
  const columns = plan.columns.map(([name, type]) => sql`${sql.ref(name)} ${sql.raw(type)}`)
  await sql`create temporary table ${sql.table(plan.table)}
    (line int not null, ${sql.join(columns)}, fate text, blamed text, reason text) on commit drop`.execute(
    work.tx,
  )
}

/** Ends a dry run: thrown inside the work so that everything is rolled back; carries what it found. */
export class DryRunEnded extends Error {
  readonly found: ImportSummary
  constructor(found: ImportSummary) {
    super('a dry run ends without writing')
    this.found = found
  }
}
