import { type Retries, usualRetries } from '#shared/ledger/retries.ts'
import type { Partner } from '../signed-calls.ts'
import { askItems } from './ask-items.ts'
import { failClosed } from './fail-closed.ts'
import { queueItems } from './queue-items.ts'
import { type Calling, sendItems } from './send-items.ts'
import type { BillingPort } from './turn-cycle.ts'

export type Patience = { timeoutMs?: number; retries?: Retries; atOnce?: number }

/** A billing system over HTTP (docs/billing-port.md): the desk queues, the biller says what it accepted and applied. */
export function httpBilling(partner: Partner, patience: Patience = {}): BillingPort {
  const calling: Calling = { partner, timeoutMs: 10_000, retries: usualRetries, atOnce: 8, ...patience }
  let caughtUp = false
  return {
    name: 'http',
    async turn(work, day) {
      let queued = 0
      let failed = 0
      for (const table of ['credits', 'adjustments'] as const) {
        // What the biller has already is the biller's to fail.
        failed += await failClosed(work, table, day, ['scheduled'])
        queued += await queueItems(work, table, day, !caughtUp)
      }
      caughtUp = true
      return { queued, accepted: 0, applied: 0, failed }
    },
    async deliver(database, who) {
      const sent = await sendItems(database, who, calling)
      return sent + (await askItems(database, who, calling))
    },
  }
}
