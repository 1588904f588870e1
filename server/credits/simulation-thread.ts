import { type MessagePort, parentPort, workerData } from 'node:worker_threads'
import { type SimulationAccount, simulate } from '#shared/credits/simulation.ts'
import type { Database, DatabaseTarget } from '../db/client.ts'
import { openDatabase } from '../db/open-database.ts'
import {
  type SimulationAsk,
  type SimulationKnown,
  type Stretch,
  simulateBatch,
  simulationKnown,
} from './simulate-batch.ts'

/** A PostgreSQL is read by the thread itself, on one connection of its own; the embedded database has one opener, who sends the accounts. */
export type ThreadData = { readonly ask: SimulationAsk; readonly target: DatabaseTarget | null }
export type ThreadJob =
  | { readonly stretch: Stretch }
  | { readonly accounts: readonly SimulationAccount[] }
  | 'close'

/** The other end of simulate-programme.ts: counts what it is given, one stretch after the other. */
export function simulationThread(port: MessagePort, { ask, target }: ThreadData): void {
  let opened: Promise<{ database: Database; known: SimulationKnown }> | null = null
  const open = async () => {
    if (!target) throw new Error('This thread was given no database.')
    const database = await openDatabase(target, { patient: true })
    return { database, known: await simulationKnown(database.db, ask) }
  }
  const answer = async (job: Exclude<ThreadJob, 'close'>) => {
    if ('accounts' in job) return simulate(job.accounts, ask)
    opened ??= open()
    const { database, known } = await opened
    return simulateBatch(database.db, known, job.stretch)
  }
  port.on('message', async ({ id, job }: { id: number; job: ThreadJob }) => {
    try {
      if (job !== 'close') port.postMessage({ id, tally: await answer(job) })
      else {
        await (await opened)?.database.close()
        port.close()
      }
    } catch (error) {
      port.postMessage({ id, failure: error instanceof Error ? error.message : String(error) })
    }
  })
}

if (parentPort) simulationThread(parentPort, workerData as ThreadData)
