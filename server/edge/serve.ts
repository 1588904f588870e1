import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type pino from 'pino'
import { expireRequests } from '../adjustments/expire-requests.ts'
import { setAsideAnchors } from '../audit/append-anchors.ts'
import { settleOutcomes } from '../audit/unknown-outcomes.ts'
import { watchJournal } from '../audit/watch-journal.ts'
import { buildClient } from '../build-client.ts'
import { type Config, noKeys, notSealed } from '../config.ts'
import { watchRuns } from '../credits/watch-runs.ts'
import { watchSimulations } from '../credits/watch-simulations.ts'
import type { Database } from '../db/client.ts'
import { bringUpToDate } from '../db/migrate.ts'
import { billingOf, startDeliveries } from '../deliveries.ts'
import { fillDemo, isEmpty } from '../demo/fill.ts'
import { turnCycle } from '../ledger/turn-cycle.ts'
import { Announcer } from '../live/announce.ts'
import { makeSecretsFile } from '../staff/secret-box.ts'
import { inWork } from '../work.ts'
import { makeApp } from './app.ts'
import { httpServer } from './http-server.ts'

export type Serving = { config: Config; database: Database; log: pino.Logger; say: (words: string) => void }

/** Serves the desk over an open database: brings it up to date, builds what people are given, listens, and does the chores. */
export async function serve({ config, database, log, say }: Serving): Promise<void> {
  const clientFolder = fileURLToPath(new URL('../../dist/client', import.meta.url))
  // The build takes the processor that loading the demo leaves; before, it would slow the database's own beginning.
  await Promise.all([furnish(config, database, say), buildClient(clientFolder, say)])

  const announcer = new Announcer(database)
  await announcer.start()
  const server = httpServer(config, makeApp({ config, database, announcer, log, clientFolder }))
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(config.port, config.host, resolve)
  })
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : config.port
  say(`Durability: ${database.durability.words}`)
  say(`Makeright is ready on http://localhost:${port} after ${(performance.now() / 1000).toFixed(1)} s`)

  const stopChores = startChores(config, database, announcer, log)
  if (!config.seals) say(notSealed)
  const stopSealing = config.seals
    ? watchJournal(database, config.seals, (error) =>
        log.error({ error: String(error) }, 'the journal could not be sealed'),
      )
    : async () => {}
  const stopRuns = watchRuns(
    database,
    announcer,
    { actor: null, tell: announcer.announce.bind(announcer) },
    (error) => log.error({ error: String(error) }, 'a run was interrupted and is tried again'),
  )
  const stopSimulations = watchSimulations(
    database,
    announcer,
    { actor: null, tell: announcer.announce.bind(announcer) },
    config.database,
    (error) => log.error({ error: String(error) }, 'a simulation was interrupted and is tried again'),
  )
  const stop = async () => {
    stopChores()
    const runsStopped = Promise.all([stopRuns(), stopSimulations(), stopSealing()])
    announcer.stop()
    server.close()
    server.closeIdleConnections()
    setTimeout(() => server.closeAllConnections(), 2_000).unref()
    await runsStopped.catch(() => {})
    await database
      .close()
      .catch((error: unknown) => log.error({ error: String(error) }, 'closing the database'))
    process.exit(0)
  }
  process.once('SIGTERM', () => void stop())
  process.once('SIGINT', () => void stop())
}

async function furnish(config: Config, database: Database, say: Serving['say']): Promise<void> {
  // A demo keeps its keys beside its folder; with PostgreSQL they are the operator's to make.
  if (database.kind === 'pglite' && config.secretsFile) makeSecretsFile(config.secretsFile)
  await bringUpToDate(database)
  await insistOnKeys(config, database, say)
  // Only the embedded database becomes a demo by itself; an operator's own never does (rulings 20).
  if (database.kind !== 'pglite' || !(await isEmpty(database))) return
  if (config.seals) setAsideAnchors(config.seals.anchors, new Date())
  await fillDemo(database, { accounts: config.demoAccounts, onProgress: say })
}

/** Outside a demo a second factor is demanded, and it is kept sealed: without keys nobody with a password gets to work. */
async function insistOnKeys(config: Config, database: Database, say: Serving['say']): Promise<void> {
  if (config.secretsFile && existsSync(config.secretsFile)) return
  const desk = await database.db.selectFrom('desk').select('demo').executeTakeFirst()
  if (desk?.demo) return
  if (config.production && !config.provider) throw new Error(noKeys)
  say(noKeys)
}

/** What runs by itself: requests that ran out, the bill cycle, and what is handed to billing and to the notices' gateway. */
function startChores(config: Config, database: Database, announcer: Announcer, log: pino.Logger): () => void {
  const who = { actor: null, tell: announcer.announce.bind(announcer) }
  const run = async () => {
    await expireRequests(database, who)
    const today = await inWork(database, who, async (work) => work.businessDate)
    await turnCycle(database, who, today, () => {}, billingOf(config))
  }
  const timer = setInterval(
    () => run().catch((error: unknown) => log.error({ error: String(error) }, 'a chore failed')),
    60_000,
  )
  timer.unref()
  const settling = setInterval(
    () =>
      settleOutcomes(database, who).catch((error: unknown) =>
        log.warn({ error: String(error) }, 'an unknown outcome could not be looked up yet'),
      ),
    10_000,
  )
  settling.unref()
  const stopDeliveries = startDeliveries(config, database, who, log)
  return () => {
    stopDeliveries()
    clearInterval(timer)
    clearInterval(settling)
  }
}
