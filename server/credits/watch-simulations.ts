import type { Database, DatabaseTarget } from '../db/client.ts'
import type { Announcer } from '../live/announce.ts'
import type { Who } from '../work.ts'
import { workOnSimulations } from './work-on-simulations.ts'

/** Announcements may be lost; then a simulation that was asked for waits this long. */
const lookAgainEvery = 15_000
/** The desk's own people come first: a simulation takes one thread beside them. */
const workers = 1

/** The runner of simulations inside a desk, woken by what is announced. */
export function watchSimulations(
  database: Database,
  announcer: Announcer,
  who: Who,
  target: DatabaseTarget,
  onTrouble: (error: unknown) => void,
): () => Promise<void> {
  const ending = new AbortController()
  const options = { target: target.kind === 'postgres' ? target : null, workers, signal: ending.signal }
  let working: Promise<void> | null = null
  let again = false
  const loop = async () => {
    while (again && !ending.signal.aborted) {
      again = false
      await workOnSimulations(database, who, options).catch(onTrouble)
    }
  }
  const work = () => {
    again = true
    working ??= loop().finally(() => {
      working = null
    })
  }
  const deaf = announcer.hear(({ change }) => {
    if (change.topic === 'simulation') work()
  })
  const timer = setInterval(work, lookAgainEvery)
  timer.unref()
  work()
  return async () => {
    ending.abort()
    clearInterval(timer)
    deaf()
    await working
  }
}
