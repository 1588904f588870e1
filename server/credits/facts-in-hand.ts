import type { Facts } from '#shared/credits/facts.ts'
import type { Programme } from '#shared/programmes/document.ts'
import { type AccountRow, factsOfRow } from './facts-of-row.ts'
import { asksCounted, type OutageRow, outageKnown } from './outage-facts.ts'

/**
 * The facts of an account whose row is already loaded, made by the same rule as a run's; null for a programme that asks
 * more than the row tells (lines, earlier credits, what is counted over sites): then the database is asked.
 */
export function factsInHand(programme: Programme, outage: OutageRow, row: AccountRow): Facts | null {
  const known = outageKnown(programme, outage)
  const { units, given } = known.needed
  return units || given || asksCounted(known.needed) ? null : factsOfRow(known, row)
}
