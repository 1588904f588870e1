import { createReadStream } from 'node:fs'
import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { recordDeskEvent } from '../audit/record-event.ts'
import type { Database } from '../db/client.ts'
import { rejectsUntil } from '../imports/rejects.ts'
import { inWork, type Who } from '../work.ts'

/** Removes the reject files of a folder whose last day is over. Only files that say themselves that they are ours go. */
export async function expireRejectFiles(
  database: Database,
  who: Who,
  folder: string,
  dryRun: boolean,
): Promise<string[]> {
  return inWork(database, who, async (work) => {
    const today = work.now.toISOString().slice(0, 10)
    const over: string[] = []
    for (const name of (await readdir(folder)).filter((each) => each.endsWith('.rejects.csv'))) {
      const until = rejectsUntil(await firstLine(join(folder, name)))
      if (until !== null && until < today) over.push(name)
    }
    if (dryRun || over.length === 0) return over
    await recordDeskEvent(work, { action: 'expire', detail: { kind: 'rejects', rows: over.length } })
    for (const name of over) await rm(join(folder, name), { force: true })
    return over
  })
}

async function firstLine(path: string): Promise<string> {
  const input = createReadStream(path, { end: 1_000 })
  try {
    for await (const line of createInterface({ input })) return line
    return ''
  } finally {
    input.destroy()
  }
}
