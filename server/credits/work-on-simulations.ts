import { sql } from 'kysely'
import type { Programme } from '#shared/programmes/document.ts'
import type { Database } from '../db/client.ts'
import { inWork, type Who } from '../work.ts'
import type { SimulationAsk } from './simulate-batch.ts'
import { type SimulationOptions, simulateProgramme } from './simulate-programme.ts'
import { simulationReport } from './simulation-report.ts'

/** Milliseconds between two words about how far it is. */
const toldEvery = 1_000
/** One that nobody has spoken of for so long is free again: its process has ended. */
const silentMinutes = 2

type Claimed = {
  simulationId: bigint
  document: Programme | null
  against: Programme | null
  changed: boolean
  outageId: string
  at: Date
}

/**
 * Takes up the simulations that were asked for, one after the other, until there is none. They evaluate on threads with
 * connections of their own, so the desk answers meanwhile; what was found, or what went wrong, is stored.
 */
export async function workOnSimulations(
  database: Database,
  who: Who,
  options: Pick<SimulationOptions, 'target' | 'workers' | 'signal'>,
): Promise<void> {
  while (!options.signal?.aborted) {
    const claimed = await claim(database)
    if (!claimed) return
    await runOne(database, who, claimed, options)
  }
}

async function claim(database: Database): Promise<Claimed | null> {
  const found = await sql<Claimed>`
    update simulations s set accounts_total = greatest(1, (select count(*)::int from accounts)), accounts_done = 0, heard_at = now()
    from programmes p
    where p.programme_id = s.programme_id and p.version = s.version and s.simulation_id = (
      select simulation_id from simulations where state = 'running'
        and (accounts_total = 0 or heard_at < now() - make_interval(mins => ${silentMinutes}::int))
      order by simulation_id limit 1 for update skip locked)
    returning s.simulation_id, p.document, p.hash is distinct from s.document_hash as changed, s.outage_id, s.started_at as at,
      (select b.document from programmes b where b.programme_id = s.programme_id and b.version = s.against) as against`.execute(
    database.db,
  )
  return found.rows[0] ?? null
}

async function runOne(
  database: Database,
  who: Who,
  { simulationId, document, against, changed, outageId, at }: Claimed,
  options: Pick<SimulationOptions, 'target' | 'workers' | 'signal'>,
): Promise<void> {
  const note = (change: Record<string, unknown>, ends = false) =>
    inWork(database, who, async (work) => {
      await work.tx
        .updateTable('simulations')
        .set({ ...change, heardAt: work.now, ...(ends && { endedAt: work.now }) })
        .where('simulationId', '=', simulationId)
        .where('state', '=', 'running')
        .execute()
      work.announce({ topic: 'programmes' })
    })
  const began = performance.now()
  let told = began
  let telling: Promise<void> = Promise.resolve()
  try {
    if (!document || changed) throw new Error('The draft was changed before it was simulated.')
    const ask: SimulationAsk = { programme: document, against, outageId, at: at.toISOString() }
    const tally = await simulateProgramme(database, ask, {
      ...options,
      onProgress: (accountsDone) => {
        if (performance.now() - told < toldEvery) return
        told = performance.now()
        telling = telling.then(() => note({ accountsDone })).catch(() => undefined)
      },
    })
    await telling
    const result = await simulationReport(database.db, ask, tally, (performance.now() - began) / 1000)
    await note({ state: 'finished', result: JSON.stringify(result), accountsDone: tally.looked }, true)
  } catch (error) {
    await telling
    // A desk that stops leaves it to the next one.
    if (options.signal?.aborted) return
    const because = error instanceof Error ? error.message : String(error)
    await note({ state: 'failed', because: because.slice(0, 500) }, true)
  }
}
