import { sql } from 'kysely'
import type { Work } from '../work.ts'

export type Billed = 'credits' | 'adjustments'

/** The state before each, and its date. */
const before = { queued: 'scheduled', accepted: 'queued', applied: 'accepted' } as const

/** Moves every credit or adjustment a step on whose bill is near enough on a day. Returns how many. */
export async function stepBilling(
  work: Work,
  table: Billed,
  to: keyof typeof before,
  day: string,
  daysBefore: number,
): Promise<number> {
  const done =
    await sql`update ${sql.table(table)} t set billing = ${to}, ${sql.ref(`${to}_on`)} = ${day}::date
    where t.billing = ${before[to]} and t.bill_on <= ${day}::date + ${daysBefore}::int
      ${to === 'queued' ? sql`and ${notTakenBack(table)}` : sql``}`.execute(work.tx)
  return Number(done.numAffectedRows ?? 0n)
}

const idOf = (table: Billed) => sql.ref(table === 'credits' ? 'credit_id' : 'adjustment_id')
const amountOf = (table: Billed) => sql.ref(table === 'credits' ? 't.amount' : 't.granted')

/** What was taken back in whole before billing heard of it never goes on a bill. For a row `t` of the table. */
export const notTakenBack = (table: Billed) => sql`not exists (select from billing_items n
  where n.account_id = t.account_id and n.${idOf(table)} = t.${idOf(table)} and n.billing = 'netted' and n.amount >= ${amountOf(table)})`
