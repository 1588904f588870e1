import { addDays } from '#shared/time.ts'
import { recordDeskEvent } from '../audit/record-event.ts'
import type { Database } from '../db/client.ts'
import { Refusal } from '../refusal.ts'
import { inWork, type Who, type Work } from '../work.ts'
import type { BillingPort, Moved } from './billing-port.ts'
import { clockBilling } from './clock-billing.ts'

export type Turned = Moved & { businessDate: string }

/**
 * Moves the business date on, day by day, and each credit with it along its account's bill day. The date never goes
 * back. One transaction for each day.
 */
export async function turnCycle(
  database: Database,
  who: Who,
  until: string,
  onDay: (turned: Turned) => void = () => {},
  port: BillingPort = clockBilling,
): Promise<Turned[]> {
  const turned: Turned[] = []
  const from = await inWork(database, who, async (work) => work.businessDate)
  if (until < from)
    throw new Refusal(
      'BAD_REQUEST',
      `The business date is ${from}: it only moves forward, and ${until} is earlier.`,
    )
  for (let day = from; day <= until; day = addDays(day, 1)) {
    const made = await inWork(database, who, (work) => turnDay(work, day, port))
    port.turned?.()
    turned.push(made)
    onDay(made)
  }
  return turned
}

async function turnDay(work: Work, day: string, port: BillingPort): Promise<Turned> {
  // In operation no date is stored: the business date is today, and only a demo's date is moved.
  await work.tx.updateTable('desk').set({ businessDate: day }).where('businessDate', 'is not', null).execute()
  const today: Work = { ...work, businessDate: day }
  const moved = await port.turn(today, day)
  const turned: Turned = { businessDate: day, ...moved }
  const any = moved.queued + moved.accepted + moved.applied + moved.failed > 0
  // The port is named because only the built-in clock leaves no item behind: the books are checked by it.
  if (any) await recordDeskEvent(today, { action: 'turn-cycle', detail: { ...turned, port: port.name } })
  if (any || day !== work.businessDate) work.announce({ topic: 'resync' })
  return turned
}
