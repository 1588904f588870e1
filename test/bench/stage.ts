import type { Database } from '#server/db/client.ts'
import type { Load, Served } from './children.ts'
import type { Agent } from './people.ts'
import type { Recorder } from './record.ts'

/** What every work of the bench is given: the desk under test, who asks it, and the database behind both. */
export type Stage = {
  url: string
  accounts: number
  database: Database
  desk: Served
  load: Load
  recorder: Recorder
  agents: Agent[]
  pgbench: string
  scratch: string
  say(words: string): void
}

export const poolSize = 16
export const outageId = '2024-02-22-network'

export function firstAgent({ agents }: Stage): Agent {
  const agent = agents[0]
  if (!agent) throw new Error('There are no agents.')
  return agent
}
