import { parseArgs } from 'node:util'
import { billingOf } from '../deliveries.ts'
import { turnCycle } from '../ledger/turn-cycle.ts'
import { command, notUnderstood, say, withDatabase } from './command.ts'

const usage = 'npm run cycle -- --until YYYY-MM-DD   (the desk must not be running on the embedded database)'

/** `npm run cycle -- --until DATE`: moves a demo's business date on, and each credit along its account's bill day. */
void command(async () => {
  const { until } = parseArgs({ options: { until: { type: 'string' } } }).values
  if (!until || !/^\d{4}-\d{2}-\d{2}$/.test(until) || Number.isNaN(Date.parse(until)))
    throw notUnderstood(usage)
  await withDatabase(async (database, config) => {
    await turnCycle(
      database,
      { actor: null },
      until,
      ({ businessDate, queued, accepted, applied, failed }) => {
        say(`${businessDate}: ${queued} queued, ${accepted} accepted, ${applied} applied, ${failed} failed`)
      },
      billingOf(config),
    )
  })
})
