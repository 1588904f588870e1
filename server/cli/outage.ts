import { readFile } from 'node:fs/promises'
import { readOutageFile } from '#shared/outages/outage-file.ts'
import { isTimeZone } from '#shared/time.ts'
import { readConfig } from '../config.ts'
import { openDatabase } from '../db/client.ts'
import { migrateToLatest } from '../db/migrate.ts'
import { addOutage } from '../outages/add-outage.ts'
import { inWork } from '../work.ts'

const [what, path, ...more] = process.argv.slice(2)
try {
  if (what !== 'add' || !path || more.length > 0) throw new Error('npm run outage -- add FILE')
  const text = await readFile(path, 'utf8').catch(() => {
    throw new Error(`There is no file ${path}.`)
  })
  const read = readOutageFile(parsed(text, path), isTimeZone)
  if (!read.ok)
    throw new Error(
      `${path} does not describe an outage:\n${read.problems.map((each) => `  ${each}`).join('\n')}`,
    )
  const database = await openDatabase(readConfig(process.env).database, { patient: true })
  try {
    if (database.kind === 'pglite') await migrateToLatest(database.db)
    const answer = await inWork(database, { actor: null }, (work) => addOutage(work, read.outage))
    process.stdout.write(`Outage ${read.outage.id}: ${answer}.\n`)
  } finally {
    await database.close()
  }
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
}

function parsed(text: string, name: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch (error) {
    throw new Error(`${name} is not JSON: ${error instanceof Error ? error.message : String(error)}`)
  }
}
