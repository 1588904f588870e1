import { sql } from 'kysely'
import { acceptedDaysBefore, queuedDaysBefore } from '#shared/ledger/billing.ts'
import type { Work } from '../work.ts'
import type { BillingPort, Moved } from './billing-port.ts'
import { closedBefore, failClosed } from './fail-closed.ts'
import { stepBilling } from './step-billing.ts'

/** Where no billing system is connected, the calendar itself queues, accepts and applies. Nothing leaves the machine. */
export const clockBilling: BillingPort = {
  name: 'clock',
  async turn(work, day) {
    const moved: Moved = { queued: 0, accepted: 0, applied: 0, failed: 0 }
    for (const table of ['credits', 'adjustments'] as const) {
      moved.failed += await failClosed(work, table, day, ['scheduled', 'queued', 'accepted'])
      moved.queued += await stepBilling(work, table, 'queued', day, queuedDaysBefore)
      moved.accepted += await stepBilling(work, table, 'accepted', day, acceptedDaysBefore)
      moved.applied += await stepBilling(work, table, 'applied', day, 0)
    }
    await failItems(work, day)
    await stepItems(work, day)
    return moved
  },
  deliver: async () => 0,
}

/** A message that was written while a billing system was connected fails with the credit that it carries. */
async function failItems(work: Work, day: string): Promise<void> {
  for (const [table, id] of [
    ['credits', sql.ref('credit_id')],
    ['adjustments', sql.ref('adjustment_id')],
  ] as const)
    await sql`update billing_items i set billing = 'failed', delivery = 'dead', problem = ${closedBefore}, failed_on = ${day}::date
      from ${sql.table(table)} t where t.account_id = i.account_id and t.${id} = i.${id} and t.billing = 'failed'
        and i.direction = 'credit' and i.route = 'bill' and i.billing in ('queued', 'accepted') and i.delivery in ('waiting', 'sent')`.execute(
      work.tx,
    )
}

/** What was taken back after it was queued, and what a manager settled, goes along its own bill day. */
async function stepItems(work: Work, day: string): Promise<void> {
  for (const [from, to, column, daysBefore] of [
    ['queued', 'accepted', 'accepted_on', acceptedDaysBefore],
    ['accepted', 'applied', 'applied_on', 0],
  ] as const) {
    await sql`update billing_items set billing = ${to}, delivery = 'sent', ${sql.ref(column)} = ${day}::date
      where billing = ${from} and delivery in ('waiting', 'sent') and bill_on <= ${day}::date + ${daysBefore}::int`.execute(
      work.tx,
    )
  }
}
