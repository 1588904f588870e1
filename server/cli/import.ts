import { existsSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { migrateToLatest } from '../db/migrate.ts'
import { importFile } from '../imports/import-file.ts'
import { fileKinds, loadMap } from '../imports/import-map.ts'
import { progressOn } from '../imports/progress.ts'
import { fileSource } from '../imports/source.ts'
import { summaryWords } from '../imports/summary-words.ts'
import { secretBox } from '../staff/secret-box.ts'
import { command, notUnderstood, say, withDatabase } from './command.ts'

const usage = `npm run import -- accounts|lines|sites|impact FILE [--map MAP.json] [--outage ID] [--rejects DIR] [--whole-rows] [--dry-run] [--json]
npm run import -- business-contacts|consents|passcodes FILE [the same]`

void command(async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      map: { type: 'string' },
      outage: { type: 'string' },
      rejects: { type: 'string' },
      'whole-rows': { type: 'boolean' },
      'dry-run': { type: 'boolean' },
      json: { type: 'boolean' },
    },
  })
  const [asked, path, ...more] = positionals
  const kind = fileKinds.find((each) => each === asked)
  if (!kind || !path || more.length > 0) throw notUnderstood(usage)
  const map = await loadMap(values.map)
  const source = await fileSource(path, { rejects: values.rejects, secret: kind === 'passcodes' })
  await withDatabase(async (database, { secretsFile }) => {
    const progress = progressOn(process.stderr)
    // The embedded database belongs to whoever runs the desk; a server's schema is its owner's to change.
    if (database.kind === 'pglite') await migrateToLatest(database.db)
    const summary = await importFile(database, { actor: null }, kind, source, {
      map,
      outageId: values.outage,
      dryRun: values['dry-run'],
      wholeRows: values['whole-rows'],
      // Its file is made by the desk; without one there is nothing to keep a passcode with.
      secrets: secretsFile && existsSync(secretsFile) ? secretBox(secretsFile) : null,
      onProgress: progress.show,
    }).finally(progress.end)
    say(values.json ? JSON.stringify(summary) : summaryWords(summary))
  })
})
