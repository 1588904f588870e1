import type { AccountFacts, AdjustmentRow } from './account-facts.ts'

export const sum = (amounts: readonly bigint[]): bigint =>
  amounts.reduce((total, amount) => total + amount, 0n)

/** What an adjustment counts for now: asked, granted, or granted less what was taken back. */
export function weightOf(row: AdjustmentRow): { posted: bigint; waiting: bigint } {
  if (row.state === 'requested') return { posted: 0n, waiting: row.expired ? 0n : BigInt(row.requested) }
  if (row.granted === null) return { posted: 0n, waiting: 0n }
  return { posted: BigInt(row.granted) - BigInt(row.reversal?.amount ?? '0'), waiting: 0n }
}

export function givenForOutage(facts: AccountFacts): bigint {
  return (
    sum(facts.credits.map((credit) => BigInt(credit.amount) - BigInt(credit.takenBack))) +
    sum(facts.adjustments.map((row) => weightOf(row).posted))
  )
}
