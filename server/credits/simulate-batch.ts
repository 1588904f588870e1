import { type SimulationAccount, simulate, type Tally } from '#shared/credits/simulation.ts'
import type { Programme } from '#shared/programmes/document.ts'
import type { Db } from '../db/client.ts'
import { loadFacts } from './load-facts.ts'
import { type OutageKnown, outageFacts } from './outage-facts.ts'

/** What is simulated: plain values, because it travels to threads. */
export type SimulationAsk = {
  readonly programme: Programme
  readonly against: Programme | null
  readonly outageId: string
  readonly at: string
}
export type Stretch = { readonly after: string; readonly until: string; readonly accounts: number }
export type SimulationKnown = SimulationAsk & {
  readonly outage: OutageKnown
  readonly outageBefore: OutageKnown | null
}

export async function simulationKnown(db: Db, ask: SimulationAsk): Promise<SimulationKnown> {
  const { programme, against, outageId } = ask
  const outage = await outageFacts(db, programme, outageId)
  return { ...ask, outage, outageBefore: against && (await outageFacts(db, against, outageId)) }
}

/** The accounts of a stretch, with the facts of one version or of both. */
export async function accountsOf(
  db: Db,
  { outage, outageBefore }: SimulationKnown,
  { after, until, accounts }: Stretch,
): Promise<SimulationAccount[]> {
  const range = { after, until, limit: accounts }
  const found = await loadFacts(db, outage, range)
  const before = outageBefore
    ? new Map((await loadFacts(db, outageBefore, range)).map(({ accountId, facts }) => [accountId, facts]))
    : null
  return found.map(({ accountId, facts, type, market, lines }) => ({
    facts,
    before: before?.get(accountId) ?? null,
    type,
    market,
    lines,
  }))
}

/** Loads and counts one stretch. Nothing is written. */
export async function simulateBatch(db: Db, known: SimulationKnown, stretch: Stretch): Promise<Tally> {
  return simulate(await accountsOf(db, known, stretch), known)
}
