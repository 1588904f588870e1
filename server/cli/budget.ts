import { parseArgs } from 'node:util'
import { formatMoney, parseMoney } from '#shared/money.ts'
import { setBudget } from '../ledger/budgets.ts'
import { Refusal } from '../refusal.ts'
import { inWork } from '../work.ts'
import { command, notUnderstood, say, withDatabase } from './command.ts'

const usage = 'npm run budget -- --outage ID --purpose manual|automatic --total "50,000.00" [--currency USD]'

/** `npm run budget`: sets what an outage may cost by hand or by a programme; never below what is already given. */
void command(async () => {
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
  if (!outageId || (purpose !== 'manual' && purpose !== 'automatic') || !total) throw notUnderstood(usage)
  await withDatabase(async (database) => {
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
    say(`The ${purpose} budget of ${outageId} is ${formatMoney(total)}`)
  })
})
