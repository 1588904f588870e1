import type { Database } from '../db/client.ts'
import type { Announcer } from '../live/announce.ts'
import type { Who } from '../work.ts'
import { planThreads } from './plan-threads.ts'
import { workOnRuns } from './work-on-runs.ts'
import { workOnWindows } from './work-on-windows.ts'

/** Announcements may be lost; then a run that was started waits this long for its runner. */
const lookAgainEvery = 5_000

/**
 * The runner inside a desk: works on every run that is under way and puts agreed windows in force, woken by what is announced. Several desks and command
 * lines share the work. Evaluation is on a thread of its own, and paying is the database's work, so the desk answers.
 */
export function watchRuns(
  database: Database,
  announcer: Announcer,
  who: Who,
  onTrouble: (error: unknown) => void,
): () => Promise<void> {
  const threads = planThreads(1)
  const ending = new AbortController()
  let working: Promise<void> | null = null
  let again = false
  const work = () => {
    again = true
    working ??= loop().finally(() => {
      working = null
    })
  }
  const loop = async () => {
    while (again && !ending.signal.aborted) {
      again = false
      await Promise.all([
        workOnRuns(database, who, { ...threads, signal: ending.signal }).catch(onTrouble),
        workOnWindows(database, who, { signal: ending.signal }).catch(onTrouble),
      ])
    }
  }
  const deaf = announcer.hear(({ change }) => {
    if (change.topic === 'run' || change.topic === 'window') work()
  })
  const timer = setInterval(work, lookAgainEvery)
  timer.unref()
  work()
  return async () => {
    ending.abort()
    clearInterval(timer)
    deaf()
    await working
    await threads.stop()
  }
}
