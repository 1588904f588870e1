import { parseArgs } from 'node:util'
import { readConfig } from '../config.ts'
import { openDatabase } from '../db/open-database.ts'
import { billingOf } from '../deliveries.ts'
import { turnCycle } from '../ledger/turn-cycle.ts'
import { Refusal } from '../refusal.ts'

const usage = 'npm run cycle -- --until YYYY-MM-DD   (the desk must not be running on the embedded database)'

/** `npm run cycle -- --until DATE`: moves a demo's business date on, and each credit along its account's bill day. */
try {
  const { values } = parseArgs({ options: { until: { type: 'string' } } })
  if (!values.until || !/^\d{4}-\d{2}-\d{2}$/.test(values.until) || Number.isNaN(Date.parse(values.until)))
    throw new Refusal('BAD_REQUEST', usage)
  const config = readConfig(process.env)
  const database = await openDatabase(config.database, { patient: true })
  try {
    await turnCycle(
      database,
      { actor: null },
      values.until,
      ({ businessDate, queued, accepted, applied, failed }) => {
        process.stdout.write(
          `${businessDate}: ${queued} queued, ${accepted} accepted, ${applied} applied, ${failed} failed\n`,
        )
      },
      billingOf(config),
    )
  } finally {
    await database.close()
  }
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
}
