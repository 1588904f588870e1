import { sql } from 'kysely'
import type { Database } from '#server/db/client.ts'
import { openSession } from '#server/staff/sessions.ts'
import { inWork } from '#server/work.ts'

export type Agent = { staffId: bigint; token: string }

/** Agents with limits that a run does not reach: it measures postings, not refusals. */
export async function addAgents(database: Database, count: number): Promise<Agent[]> {
  return inWork(database, { actor: null }, async (work) => {
    await sql`update limit_levels set per_day = 1000000000000, acts_at_once = 1000000`.execute(work.tx)
    const people = Array.from({ length: count }, (_, index) => ({
      name: `Agent ${index + 1}`,
      role: 'agent' as const,
      limitLevel: 'agent',
    }))
    const made = await work.tx.insertInto('staff').values(people).returning('staffId').execute()
    const agents: Agent[] = []
    for (const { staffId } of made) agents.push({ staffId, token: await openSession(work, staffId) })
    return agents
  })
}

/** A session idles out after a quarter of an hour, and the works of a bench before this one may have taken longer. */
export async function refreshSessions(database: Database): Promise<void> {
  await sql`update sessions set last_seen_at = now()`.execute(database.db)
}
