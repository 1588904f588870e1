import { sql } from 'kysely'
import { acceptedDaysBefore, queuedDaysBefore } from '#shared/ledger/billing.ts'
import { addDays } from '#shared/time.ts'
import { recordDeskEvent } from '../audit/record-event.ts'
import type { Database } from '../db/client.ts'
import { Refusal } from '../refusal.ts'
import { inWork, type Who, type Work } from '../work.ts'

export type Turned = {
  businessDate: string
  queued: number
  accepted: number
  applied: number
  failed: number
}

/**
 * The built-in bill-cycle clock, where no billing system is connected: moves the business date on, day by day, and each
 * credit with it along its account's bill day. The date never goes back. One transaction for each day.
 */
export async function turnCycle(
  database: Database,
  who: Who,
  until: string,
  onDay: (turned: Turned) => void = () => {},
): Promise<Turned[]> {
  const turned: Turned[] = []
  const from = await inWork(database, who, async (work) => work.businessDate)
  if (until < from)
    throw new Refusal(
      'BAD_REQUEST',
      `The business date is ${from}: it only moves forward, and ${until} is earlier.`,
    )
  for (let day = from; day <= until; day = addDays(day, 1)) {
    const made = await inWork(database, who, (work) => turnDay(work, day))
    turned.push(made)
    onDay(made)
  }
  return turned
}

async function turnDay(work: Work, day: string): Promise<Turned> {
  // In operation no date is stored: the business date is today, and only a demo's date is moved.
  await work.tx.updateTable('desk').set({ businessDate: day }).where('businessDate', 'is not', null).execute()
  const turned: Turned = { businessDate: day, queued: 0, accepted: 0, applied: 0, failed: 0 }
  for (const table of ['credits', 'adjustments'] as const) {
    turned.failed += await failClosed(work, table, day)
    turned.queued += await step(work, table, 'scheduled', 'queued', 'queued_on', day, queuedDaysBefore)
    turned.accepted += await step(work, table, 'queued', 'accepted', 'accepted_on', day, acceptedDaysBefore)
    turned.applied += await step(work, table, 'accepted', 'applied', 'applied_on', day, 0)
  }
  const moved = turned.queued + turned.accepted + turned.applied + turned.failed
  if (moved > 0)
    await recordDeskEvent({ ...work, businessDate: day }, { action: 'turn-cycle', detail: { ...turned } })
  if (moved > 0 || day !== work.businessDate) work.announce({ topic: 'resync' })
  return turned
}

type Table = 'credits' | 'adjustments'
/** What was reversed in whole no longer goes to the bill. */
const alive = (table: Table) => (table === 'adjustments' ? sql`and t.state = 'granted'` : sql``)

async function step(
  work: Work,
  table: Table,
  from: string,
  to: string,
  column: string,
  day: string,
  daysBefore: number,
): Promise<number> {
  const done = await sql`update ${sql.table(table)} t set billing = ${to}, ${sql.ref(column)} = ${day}::date
    where t.billing = ${from} and t.bill_on <= ${day}::date + ${daysBefore}::int ${alive(table)}`.execute(
    work.tx,
  )
  return Number(done.numAffectedRows ?? 0n)
}

/** Billing cannot take a credit for an account that was closed meanwhile: it is listed for the final bill or a refund. */
async function failClosed(work: Work, table: Table, day: string): Promise<number> {
  const done = await sql`update ${sql.table(table)} t set billing = 'failed', failed_on = ${day}::date,
      failed_because = 'The account was closed before its bill: settle it with the final bill or a refund.'
    from accounts a where a.account_id = t.account_id and a.status = 'closed' and a.closed_on <= ${day}::date
      and t.billing in ('scheduled', 'queued', 'accepted') and t.bill_on <= ${day}::date + ${queuedDaysBefore}::int ${alive(table)}`.execute(
    work.tx,
  )
  return Number(done.numAffectedRows ?? 0n)
}
