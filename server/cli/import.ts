import { parseArgs } from 'node:util'
import { readConfig } from '../config.ts'
import { migrateToLatest } from '../db/migrate.ts'
import { openDatabase } from '../db/open-database.ts'
import { importFile } from '../imports/import-file.ts'
import { fileKinds, ImportStopped, loadMap } from '../imports/import-map.ts'
import { progressOn } from '../imports/progress.ts'
import { fileSource } from '../imports/source.ts'
import { summaryWords } from '../imports/summary-words.ts'
import { plain } from '../log.ts'

const usage = `npm run import -- accounts|lines|sites|impact FILE [--map MAP.json] [--outage ID] [--rejects DIR] [--dry-run] [--json]`

try {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      map: { type: 'string' },
      outage: { type: 'string' },
      rejects: { type: 'string' },
      'dry-run': { type: 'boolean' },
      json: { type: 'boolean' },
    },
  })
  const [asked, path, ...more] = positionals
  const kind = fileKinds.find((each) => each === asked)
  if (!kind || !path || more.length > 0) throw new ImportStopped(usage)
  const map = await loadMap(values.map)
  const source = await fileSource(path, values.rejects)
  const database = await openDatabase(readConfig(process.env).database, { patient: true })
  const progress = progressOn(process.stderr)
  try {
    // The embedded database belongs to whoever runs the desk; a server's schema is its owner's to change.
    if (database.kind === 'pglite') await migrateToLatest(database.db)
    const summary = await importFile(database, { actor: null }, kind, source, {
      map,
      outageId: values.outage,
      dryRun: values['dry-run'],
      onProgress: progress.show,
    }).finally(progress.end)
    process.stdout.write(plain(`${values.json ? JSON.stringify(summary) : summaryWords(summary)}\n`))
  } finally {
    await database.close()
  }
} catch (error) {
  // What the person at the keyboard can mend is said in words; a bug keeps its trace.
  const expected = error instanceof ImportStopped || (error instanceof Error && 'code' in error)
  process.stderr.write(
    `${expected || !(error instanceof Error) ? String(error instanceof Error ? error.message : error) : error.stack}\n`,
  )
  process.exitCode = 1
}
