import { setTimeout as sleep } from 'node:timers/promises'
import { type Kysely, sql } from 'kysely'
import type { Tables } from '#server/db/schema.ts'

/** Events as many transactions write them, in pieces of `together`; two thirds are about accounts. */
export async function writeEvents(db: Kysely<Tables>, count: number, together = 100): Promise<void> {
  for (let from = 0; from < count; from += together) {
    const until = Math.min(count, from + together)
    await sql`with n as (select i from generate_series(${from + 1}::int, ${until}::int) i),
      a as (insert into account_events (account_id, business_date, actor_id, action, reason, detail, request_id, session, address)
        select (401000000 + i % 500)::text, '2024-03-01', 1 + i % 7, 'read', case when i % 5 = 0 then 'Asked, "twice"' end,
          jsonb_build_object('what', 'account page', 'n', i), 'request-' || i, lpad(to_hex(i % 16), 16, '0'), '192.0.2.1' from n where i % 3 <> 0)
      insert into desk_events (business_date, actor_id, action, detail, request_id)
      select '2024-03-01', 1 + i % 7, 'read', jsonb_build_object('what', 'search', 'by', 'phone'), 'request-' || i from n where i % 3 = 0`.execute(
      db,
    )
  }
}

/**
 * Waits until no transaction is open that began before the last event was written: the next seal then closes the time
 * of all of them. A cluster counts its transactions together, so one of another test's database holds the horizon back.
 */
export async function untilNothingOlderIsOpen(db: Kysely<Tables>): Promise<void> {
  const deadline = performance.now() + 30_000
  for (;;) {
    const found = await sql<{ closed: boolean }>`
      select pg_snapshot_xmin(pg_current_snapshot()) > greatest((select max(xid) from account_events), (select max(xid) from desk_events)) as closed`.execute(
      db,
    )
    if (found.rows[0]?.closed) return
    if (performance.now() > deadline) throw new Error('An older transaction stayed open for 30 seconds.')
    await sleep(20)
  }
}
