import { type MessagePort, parentPort } from 'node:worker_threads'
import { type PlanJob, planAccounts } from './plan-accounts.ts'

/** The other end of plan-threads.ts: evaluates what it is sent, one batch after the other. */
export function planThread(port: MessagePort): void {
  port.on('message', ({ id, job }: { id: number; job: PlanJob }) => {
    try {
      port.postMessage({ id, rows: planAccounts(job) })
    } catch (error) {
      port.postMessage({ id, failure: error instanceof Error ? error.message : String(error) })
    }
  })
}

if (parentPort) planThread(parentPort)
