import { sql } from 'kysely'
import { type BillingState, queuedDaysBefore } from '#shared/ledger/billing.ts'
import type { Work } from '../work.ts'
import { type Billed, notTakenBack } from './step-billing.ts'

export const closedBefore =
  'The account was closed before its bill: settle it with the final bill or a refund.'

/**
 * Billing cannot put a credit on the next bill of an account that was closed meanwhile: it fails, and a manager sends it
 * the way of the final bill or of a refund. What was settled already is on that way.
 */
export async function failClosed(
  work: Work,
  table: Billed,
  day: string,
  from: readonly BillingState[],
): Promise<number> {
  const id = sql.ref(table === 'credits' ? 'credit_id' : 'adjustment_id')
  const done = await sql`update ${sql.table(table)} t set billing = 'failed', failed_on = ${day}::date,
      failed_because = ${closedBefore}
    from accounts a where a.account_id = t.account_id and a.status = 'closed' and a.closed_on <= ${day}::date
      and t.billing in (${sql.join(from.map((state) => sql.lit(state)))}) and t.bill_on <= ${day}::date + ${queuedDaysBefore}::int and ${notTakenBack(table)}
      and not exists (select from billing_items i where i.account_id = t.account_id and i.${id} = t.${id} and i.route <> 'bill')`.execute(
    work.tx,
  )
  return Number(done.numAffectedRows ?? 0n)
}
