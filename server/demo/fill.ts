import { readFile } from 'node:fs/promises'
import { readOutageFile } from '#shared/outages/outage-file.ts'
import type { Programme } from '#shared/programmes/document.ts'
import { isTimeZone } from '#shared/time.ts'
import { runProgramme } from '../credits/run-programme.ts'
import type { Database } from '../db/client.ts'
import { importFile } from '../imports/import-file.ts'
import { loadMap } from '../imports/import-map.ts'
import { memorySource } from '../imports/source.ts'
import { setBudget } from '../ledger/budgets.ts'
import { turnCycle } from '../ledger/turn-cycle.ts'
import { inWork } from '../work.ts'
import { addDemoBusinessContacts } from './callers.ts'
import { generateExtract } from './carrier.ts'
import { publishAsDemoPeople } from './demo-programme.ts'
import { askForDemoCredits } from './requests.ts'
import { addDemoStaff } from './staff.ts'
import { demoSeed, fillDemoWorld } from './world.ts'

/** Credits are scheduled on 25 February and the desk opens on 1 March 2024 (rulings 19). */
const scheduledOn = '2024-02-25'
const closuresOn = '2024-02-28'
const opensOn = '2024-03-01'

export async function isEmpty(database: Database): Promise<boolean> {
  const found = await database.db.selectFrom('staff').select('staffId').limit(1).executeTakeFirst()
  return found === undefined
}

/**
 * Makes the demo: people, the carrier with its outage, the programme and its run, then six business days, all by the
 * commands that a real desk uses. So every credit is in the state that its bill day put it in.
 */
export async function fillDemo(
  database: Database,
  options: { accounts: number; onProgress: (words: string) => void },
): Promise<void> {
  const { accounts, onProgress } = options
  const who = { actor: null }
  await inWork(database, who, async (work) => {
    await work.tx.updateTable('desk').set({ businessDate: scheduledOn }).execute()
    await addDemoStaff(work)
  })
  await fillDemoWorld(database, {
    accounts,
    onProgress,
    afterImport: async (_database, outageId) => {
      const programme = JSON.parse(
        await readFile(new URL('../../programmes/make-it-right-2024-02-22.json', import.meta.url), 'utf8'),
      ) as Programme
      await inWork(database, who, async (work) => {
        await setBudget(work, {
          outageId,
          purpose: 'automatic',
          total: BigInt(accounts) * 600n,
          currency: 'USD',
        })
        await setBudget(work, {
          outageId,
          purpose: 'manual',
          total: BigInt(accounts) * 250n,
          currency: 'USD',
        })
        await publishAsDemoPeople(work, programme)
        await addDemoBusinessContacts(work)
      })
      onProgress(`Running the programme "${programme.title}"`)
      const run = await runProgramme(database, who, programme)
      onProgress(
        `Credited ${run.credited.toLocaleString('en-US')} of ${run.looked.toLocaleString('en-US')} accounts; turning the bill cycle`,
      )
      await turnCycle(database, who, closuresOn)
      await closeSomeAccounts(database, accounts, outageId)
      await turnCycle(database, who, opensOn)
      await askForDemoCredits(database)
    },
  })
}

/** A second, later accounts file of the carrier: customers who left after the credit was scheduled. */
async function closeSomeAccounts(database: Database, accounts: number, outageId: string): Promise<void> {
  const leaving = await database.db
    .selectFrom('credits')
    .innerJoin('accounts', 'accounts.accountId', 'credits.accountId')
    .select('credits.accountId')
    .where('credits.billing', '=', 'scheduled')
    .where('billDay', 'in', [4, 5, 6])
    .where('accounts.status', '=', 'active')
    .orderBy('credits.accountId')
    .limit(12)
    .execute()
  const numbers = new Set(leaving.map((row) => row.accountId))
  const read = readOutageFile(
    JSON.parse(await readFile(new URL('./outage-2024-02-22.json', import.meta.url), 'utf8')),
    isTimeZone,
  )
  if (!read.ok) throw new Error(read.problems.join('; '))
  const extract = generateExtract({ accounts, seed: demoSeed, outage: read.outage })
  async function* closures(): AsyncGenerator<string> {
    let header = true
    for await (const chunk of extract.accounts) {
      for (const row of chunk.split('\n')) {
        if (header) yield `${row}\n`
        else if (numbers.has(row.slice(0, row.indexOf(','))))
          yield `${row.replace(/^([^,]+),[AS],/, '$1,C,')}\n`
        header = false
      }
    }
  }
  await importFile(database, { actor: null }, 'accounts', memorySource('demo-closures.csv', closures), {
    map: await loadMap(),
    outageId,
  })
}
