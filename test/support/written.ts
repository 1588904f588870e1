import { sql } from 'kysely'
import type { Database } from '#server/db/client.ts'

export type Written = {
  accountId: string | null
  actor: bigint | null
  action: string
  outcome: string
  detail: Record<string, unknown>
  requestId: string
  session: string | null
  address: string | null
}

/** What an act wrote into the journal, oldest first. */
export async function writtenBy<T>(
  database: Database,
  act: () => Promise<T>,
): Promise<{ answer: T; events: Written[] }> {
  const last = await sql<{ account: bigint; desk: bigint }>`
    select (select coalesce(max(event_id), 0)::bigint from account_events) as account, (select coalesce(max(event_id), 0)::bigint from desk_events) as desk`.execute(
    database.db,
  )
  const { account = 0n, desk = 0n } = last.rows[0] ?? {}
  const answer = await act()
  const found = await sql<Written>`
    select account_id, actor_id as actor, action, outcome, detail, request_id, session, address, happened_at from account_events where event_id > ${account}
    union all select null, actor_id, action, outcome, detail, request_id, session, address, happened_at from desk_events where event_id > ${desk}
    order by happened_at`.execute(database.db)
  return { answer, events: found.rows }
}
