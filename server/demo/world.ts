import { readFile } from 'node:fs/promises'
import { readOutageFile } from '#shared/outages/outage-file.ts'
import { isTimeZone } from '#shared/time.ts'
import type { Database } from '../db/client.ts'
import { importFile } from '../imports/import-file.ts'
import { extractKinds, loadMap } from '../imports/import-map.ts'
import type { ImportSummary } from '../imports/run-import.ts'
import { memorySource } from '../imports/source.ts'
import { addOutage } from '../outages/add-outage.ts'
import { inWork } from '../work.ts'
import { generateExtract } from './carrier.ts'

export const demoOutageId = '2024-02-22-network'
export const demoSeed = 20240222

export type DemoWorldOptions = {
  accounts?: number
  seed?: number
  onProgress?: (words: string) => void
  /** What follows the import: the programme's run and the turns of the bill cycle, by the same commands as ever. */
  afterImport?: (database: Database, outageId: string) => Promise<void>
}

/** Fills an empty desk with a generated carrier and the real outage of 22 February 2024, through the import's own commands. */
export async function fillDemoWorld(
  database: Database,
  options: DemoWorldOptions = {},
): Promise<ImportSummary[]> {
  const { accounts = 20_000, seed = demoSeed, onProgress = () => {}, afterImport } = options
  const read = readOutageFile(
    JSON.parse(await readFile(new URL('./outage-2024-02-22.json', import.meta.url), 'utf8')),
    isTimeZone,
  )
  if (!read.ok) throw new Error(read.problems.join('; '))
  const { outage } = read
  onProgress(`Recording the outage: ${outage.name}`)
  await inWork(database, { actor: null }, (work) => addOutage(work, outage))

  const map = await loadMap()
  const extract = generateExtract({ accounts, seed, outage })
  const summaries: ImportSummary[] = []
  for (const kind of extractKinds) {
    onProgress(`Loading the demo carrier's ${kind}`)
    const source = memorySource(`demo-${kind}.csv`, () => extract[kind])
    summaries.push(await importFile(database, { actor: null }, kind, source, { map, outageId: outage.id }))
  }
  await afterImport?.(database, outage.id)
  return summaries
}
