import { parseArgs } from 'node:util'
import { formatMoney, parseMoney } from '#shared/money.ts'
import { readConfig } from '../config.ts'
import { openDatabase } from '../db/open-database.ts'
import { setBudget } from '../ledger/budgets.ts'
import { plain } from '../log.ts'
import { Refusal } from '../refusal.ts'
import { inWork } from '../work.ts'

const usage = 'npm run budget -- --outage ID --purpose manual|automatic --total "50,000.00" [--currency USD]'

/** `npm run budget`: sets what an outage may cost by hand or by a programme; never below what is already given. */
try {
  const { values } = parseArgs({
    options: {
      outage: { type: 'string' },
      purpose: { type: 'string' },
      total: { type: 'string' },
      currency: { type: 'string', default: 'USD' },
    },
  })
  const { outage: outageId, purpose, currency } = values
  const total = parseMoney(values.total ?? '', currency)
  if (!outageId || (purpose !== 'manual' && purpose !== 'automatic') || !total)
    throw new Refusal('BAD_REQUEST', usage)
  const database = await openDatabase(readConfig(process.env).database, { patient: true })
  try {
    await inWork(database, { actor: null }, async (work) => {
      const there = await work.tx
        .selectFrom('outages')
        .select('outageId')
        .where('outageId', '=', outageId)
        .executeTakeFirst()
      if (!there)
        throw new Refusal(
          'NOT_FOUND',
          `There is no outage ${outageId}: add it with "npm run outage -- add FILE".`,
        )
      await setBudget(work, { outageId, purpose, total: total.minor, currency })
    })
    process.stdout.write(`The ${purpose} budget of ${outageId} is ${formatMoney(total)}\n`)
  } finally {
    await database.close()
  }
} catch (error) {
  process.stderr.write(`${plain(error instanceof Error ? error.message : String(error))}\n`)
  process.exitCode = 1
}
