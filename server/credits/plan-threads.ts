import type { Worker } from 'node:worker_threads'
import { threadOf } from '../thread.ts'
import type { PlannedRows } from './plan-accounts.ts'
import type { Plan } from './plan-batch.ts'

type Waiting = { resolve(rows: PlannedRows): void; reject(error: Error): void }
type Answer = { id: number; rows?: PlannedRows; failure?: string }
export type PlanThreads = { plan: Plan; lanes: number; stop(): Promise<void> }

/** Threads that evaluate, so that a desk answers meanwhile. They are started at the first batch and rest between runs. */
export function planThreads(count: number): PlanThreads {
  const threads: { worker: Worker; waiting: Map<number, Waiting> }[] = []
  let [asked, stopped] = [0, false]

  const add = () => {
    const waiting = new Map<number, Waiting>()
    const worker = threadOf(new URL('./plan-thread.ts', import.meta.url))
    const thread = { worker, waiting }
    const end = (error: Error) => {
      threads.splice(threads.indexOf(thread), threads.includes(thread) ? 1 : 0)
      for (const { reject } of waiting.values()) reject(error)
      waiting.clear()
    }
    worker.on('message', ({ id, rows, failure }: Answer) => {
      const one = waiting.get(id)
      waiting.delete(id)
      if (rows) one?.resolve(rows)
      else one?.reject(new Error(failure ?? 'The evaluation gave no answer.'))
    })
    worker.on('error', (error) => end(error instanceof Error ? error : new Error(String(error))))
    worker.on('exit', () => end(new Error('A thread that evaluates has ended.')))
    // A desk that stops does not wait for it.
    worker.unref()
    threads.push(thread)
    return thread
  }
  const leastBusy = () => {
    if (threads.length < count) return add()
    return threads.reduce((best, each) => (each.waiting.size < best.waiting.size ? each : best))
  }

  return {
    lanes: count,
    plan: (job) => {
      if (stopped) return Promise.reject(new Error('The threads that evaluate were stopped.'))
      const { worker, waiting } = leastBusy()
      asked += 1
      const id = asked
      return new Promise((resolve, reject) => {
        waiting.set(id, { resolve, reject })
        worker.postMessage({ id, job })
      })
    },
    async stop() {
      stopped = true
      await Promise.all(threads.map(({ worker }) => worker.terminate()))
    },
  }
}
