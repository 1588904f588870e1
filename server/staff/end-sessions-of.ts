import { sql } from 'kysely'
import type { Work } from '../work.ts'

/**
 * Ends sessions of a person in every process, at their very next request: for whoever leaves, or gets another role or
 * limit. `except` is the session of whoever acts, when they keep it. Returns how many there were; the caller records why.
 */
export async function endSessionsOf(
  work: Work,
  staffId: bigint,
  { except = null, only = null }: { except?: bigint | null; only?: bigint | null } = {},
): Promise<number> {
  const ended = await sql`
    delete from sessions where staff_id = ${staffId} and session_id is distinct from ${except}::bigint
      and (${only}::bigint is null or session_id = ${only}::bigint) returning session_id`.execute(work.tx)
  work.announce({ topic: 'desk' })
  return ended.rows.length
}
