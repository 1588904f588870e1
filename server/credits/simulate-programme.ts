import { availableParallelism } from 'node:os'
import type { Worker } from 'node:worker_threads'
import { sql } from 'kysely'
import { emptyTally, type Tally, together } from '#shared/credits/simulation.ts'
import type { Database, DatabaseTarget } from '../db/client.ts'
import { threadOf } from '../thread.ts'
import { accountsOf, type SimulationAsk, type Stretch, simulationKnown } from './simulate-batch.ts'
import type { ThreadData, ThreadJob } from './simulation-thread.ts'

export type SimulationOptions = {
  /** Where threads connect by themselves; null for the embedded database. */
  readonly target: DatabaseTarget | null
  readonly workers?: number | undefined
  readonly accountsOfStretch?: number | undefined
  readonly onProgress?: ((done: number, total: number) => void) | undefined
  readonly signal?: AbortSignal | undefined
}

/** Large enough that the round trips do not count, small enough that progress is seen. */
const usualStretch = 4_000
/** More threads than this wait for the database rather than help. */
const mostWorkers = 4
export const workersHere = (): number => Math.min(availableParallelism(), mostWorkers)

/**
 * What a version would give every account, without giving anything. It is evaluated on threads: the caller's event loop
 * only adds up what they counted.
 */
export async function simulateProgramme(
  database: Database,
  ask: SimulationAsk,
  {
    target,
    workers = workersHere(),
    accountsOfStretch = usualStretch,
    onProgress = () => {},
    signal,
  }: SimulationOptions,
): Promise<Tally> {
  const stretches = await stretchesOf(database, accountsOfStretch)
  const total = stretches.reduce((sum, { accounts }) => sum + accounts, 0)
  // Asked here even where the threads ask again: an outage that is not there is refused before any of them begins.
  const known = await simulationKnown(database.db, ask)
  let [next, done] = [0, 0]
  let sum = emptyTally(ask.against !== null)
  onProgress(0, total)
  const lane = async () => {
    const thread = new SimulationThread({ ask, target })
    try {
      for (;;) {
        const stretch = stretches[next]
        next += 1
        if (!stretch) return await thread.close()
        signal?.throwIfAborted()
        const job: ThreadJob = target
          ? { stretch }
          : { accounts: await accountsOf(database.db, known, stretch) }
        // Asked before the sum is read: another lane may have added to it meanwhile.
        const counted = await thread.ask(job)
        sum = together(sum, counted)
        done += stretch.accounts
        onProgress(done, total)
      }
    } finally {
      await thread.stop()
    }
  }
  await Promise.all(Array.from({ length: Math.max(1, Math.min(workers, stretches.length)) }, lane))
  return sum
}

/** Cut once from the key, so that every thread walks its own part of it. */
async function stretchesOf(database: Database, accountsOfStretch: number): Promise<Stretch[]> {
  const found = await sql<Stretch>`
    select lag(account_id, 1, '') over (order by n) as after, account_id as until, (n - lag(n, 1, 0::bigint) over (order by n))::int as accounts
    from (select account_id, row_number() over (order by account_id) as n, lead(account_id) over (order by account_id) is null as last from accounts) numbered
    where n % ${accountsOfStretch}::int = 0 or last order by n`.execute(database.db)
  return found.rows
}

type Answer = { id: number; tally?: Tally; failure?: string }
type Waiting = { resolve(tally: Tally): void; reject(error: Error): void }

class SimulationThread {
  readonly #worker: Worker
  #waiting: Waiting | null = null
  #asked = 0

  constructor(data: ThreadData) {
    this.#worker = threadOf(new URL('./simulation-thread.ts', import.meta.url), { workerData: data })
    this.#worker.on('message', ({ tally, failure }: Answer) => {
      if (tally) this.#waiting?.resolve(tally)
      else this.#waiting?.reject(new Error(failure ?? 'The thread gave no answer.'))
    })
    this.#worker.on('error', (error) => this.#waiting?.reject(error as Error))
    this.#worker.on('exit', () => this.#waiting?.reject(new Error('A thread that simulates has ended.')))
  }

  ask(job: ThreadJob): Promise<Tally> {
    this.#asked += 1
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject }
      this.#worker.postMessage({ id: this.#asked, job })
    })
  }

  /** Lets the thread give its connection back. */
  close(): Promise<void> {
    this.#waiting = null
    return new Promise((resolve) => {
      this.#worker.once('exit', () => resolve())
      this.#worker.postMessage({ id: 0, job: 'close' })
    })
  }

  async stop(): Promise<void> {
    this.#waiting = null
    await this.#worker.terminate()
  }
}
