import type { Database } from '../db/client.ts'
import { type Anchored, anchoredIn, appendAnchors } from './append-anchors.ts'
import { atOnce, sealJournal } from './seal-journal.ts'
import { sealingKey } from './sealing-key.ts'

export type SealFiles = { key: string; anchors: string }

const every = 1_000
/** The same trouble is said once in so many rounds. */
const saidAgainAfter = 60

/** Seals all there is and writes the anchors. Returns how many events were sealed; null while another process seals. */
export async function sealAll(
  database: Database,
  files: SealFiles,
  anchored: Anchored,
  everything: boolean,
): Promise<number | null> {
  const key = await sealingKey(database, files.key)
  let sealed = await sealJournal(database, key, everything)
  for (let more = sealed; more === atOnce && sealed !== null; ) {
    more = await sealJournal(database, key)
    sealed += more ?? 0
  }
  await appendAnchors(database.db, files.anchors, anchored)
  return sealed
}

/** The sealer inside a desk: every second, what was committed is sealed, and every seal anchored outside the database. */
export function watchJournal(
  database: Database,
  files: SealFiles,
  onTrouble: (error: unknown) => void,
): () => Promise<void> {
  let anchored: Anchored | undefined
  let looked = false
  let troubled = 0
  let stopped = false
  let working: Promise<void> = Promise.resolve()
  let timer: NodeJS.Timeout | undefined
  const round = async () => {
    try {
      anchored ??= await anchoredIn(files.anchors)
      if ((await sealAll(database, files, anchored, !looked)) !== null) looked = true
      troubled = 0
    } catch (error) {
      anchored = undefined
      if (!stopped && troubled % saidAgainAfter === 0) onTrouble(error)
      troubled += 1
    }
    if (!stopped) timer = setTimeout(next, every).unref()
  }
  const next = () => {
    working = round()
  }
  next()
  return async () => {
    stopped = true
    clearTimeout(timer)
    await working
  }
}
