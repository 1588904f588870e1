import { sql } from 'kysely'
import { type Retries, usualRetries } from '#shared/ledger/retries.ts'
import type { Partner } from '../signed-calls.ts'
import type { Work } from '../work.ts'
import { askItems } from './ask-items.ts'
import type { BillingPort } from './billing-port.ts'
import { failClosed } from './fail-closed.ts'
import { queueItems } from './queue-items.ts'
import { type Calling, sendItems } from './send-items.ts'

export type Patience = { timeoutMs?: number; retries?: Retries; atOnce?: number }

/**
 * The billing systems for which this process has written the items of what the built-in clock had under way before. Known
 * by the partner, because the port is made anew for each chore; only what was committed counts.
 */
const caughtUp = new WeakSet<Partner>()

/** A billing system over HTTP (docs/billing-port.md): the desk queues, the biller says what it accepted and applied. */
export function httpBilling(partner: Partner, patience: Patience = {}): BillingPort {
  const calling: Calling = { partner, timeoutMs: 10_000, retries: usualRetries, atOnce: 8, ...patience }
  return {
    name: 'http',
    async turn(work, day) {
      const first = !caughtUp.has(partner)
      if (first) await neverSent(work)
      let queued = 0
      let failed = 0
      for (const table of ['credits', 'adjustments'] as const) {
        // What the biller has already is the biller's to fail.
        failed += await failClosed(work, table, day, ['scheduled'])
        queued += await queueItems(work, table, day, first)
      }
      return { queued, accepted: 0, applied: 0, failed }
    },
    turned: () => void caughtUp.add(partner),
    async deliver(database, who) {
      const sent = await sendItems(database, who, calling)
      return sent + (await askItems(database, who, calling))
    },
  }
}

/** What the built-in clock calls sent was tried by nobody. */
async function neverSent(work: Work): Promise<void> {
  await sql`update billing_items set delivery = 'waiting', next_try_at = now()
    where delivery = 'sent' and billing in ('queued', 'accepted') and tries = 0`.execute(work.tx)
}
