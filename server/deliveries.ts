import { existsSync } from 'node:fs'
import type { Logger } from 'pino'
import { usualRetries } from '#shared/ledger/retries.ts'
import type { Config } from './config.ts'
import type { Database } from './db/client.ts'
import type { BillingPort } from './ledger/billing-port.ts'
import { clockBilling } from './ledger/clock-billing.ts'
import { httpBilling } from './ledger/http-billing.ts'
import { markNotices } from './notices/mark-notices.ts'
import { sendNotices } from './notices/send-notices.ts'
import { secretBox } from './staff/secret-box.ts'
import type { Who } from './work.ts'

const every = 2_000

/** The billing system of the configuration, or the built-in clock. */
export const billingOf = ({ billing }: Pick<Config, 'billing'>): BillingPort =>
  billing ? httpBilling(billing) : clockBilling

/** Hands items to billing and notices to the gateway, over and over; each round begins when the one before has ended. */
export function startDeliveries(
  { billing, notices, secretsFile }: Pick<Config, 'billing' | 'notices' | 'secretsFile'>,
  database: Database,
  who: Who,
  log: Logger,
): () => void {
  const port = billingOf({ billing })
  const secrets = secretsFile && existsSync(secretsFile) ? secretBox(secretsFile) : null
  const rounds = [
    () => port.deliver(database, who),
    () =>
      notices
        ? sendNotices(database, who, {
            partner: notices,
            timeoutMs: 10_000,
            retries: usualRetries,
            atOnce: 8,
            secrets,
          })
        : markNotices(database, who),
  ]
  const timers = new Set<NodeJS.Timeout>()
  let stopped = false
  for (const round of rounds) {
    const again = () => {
      const timer = setTimeout(() => {
        timers.delete(timer)
        round()
          .catch((error: unknown) => log.warn({ error: String(error) }, 'a delivery failed'))
          .finally(() => stopped || again())
      }, every)
      timer.unref()
      timers.add(timer)
    }
    again()
  }
  return () => {
    stopped = true
    for (const timer of timers) clearTimeout(timer)
  }
}
