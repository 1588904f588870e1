import { fork } from 'node:child_process'
import { endsWithUs } from './processes.ts'

/** A call as it goes over the wire: its path, whose cookie, its body; whether it is money. */
export type Arrival = { procedure: string; token: string; body: string; money: boolean }
export type Heard = { money: boolean; status: number; ms: number; retryAfter: boolean }
export type ArrivalJob = {
  origin: string
  arrivals: Arrival[]
  seconds: number
  /** So many each second, whether anybody answers or not; or so many who ask again when they have their answer. */
  how: { perSecond: number } | { askers: number }
}

/** Calls that arrive from a process of their own: who asks must cost the asked one as little as can be. */
export async function arrive(job: ArrivalJob): Promise<Heard[]> {
  const child = fork(new URL('arriving.ts', import.meta.url), {
    execArgv: ['--import', 'tsx'],
    serialization: 'advanced',
  })
  endsWithUs(child)
  try {
    return await new Promise((resolve, reject) => {
      child.once('message', (heard) => resolve(heard as Heard[]))
      child.once('exit', (code) => reject(new Error(`The process that asks ended (${code}).`)))
      child.send(job)
    })
  } finally {
    child.kill()
  }
}
