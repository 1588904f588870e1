import { sql } from 'kysely'
import type { Database } from '#server/db/client.ts'

export type Told = { accountId: string; staffId: bigint }

/**
 * Callers whose agents have called the number of record back, many at once: what comes before a drill's or a bench's own
 * matter. By the same rows that the commands write, so that the database's rules hold for them too.
 */
export async function verifyCallers(database: Database, told: readonly Told[]): Promise<void> {
  if (told.length === 0) return
  const pairs = sql`unnest(${told.map((each) => each.accountId)}::text[], ${told.map((each) => each.staffId.toString())}::bigint[]) as p (account_id, staff_id)`
  await sql`insert into contacts (account_id, staff_id, talks_to, called_back_at, business_date)
    select distinct p.account_id, p.staff_id, 'holder', now(), coalesce((select business_date from desk), current_date) from ${pairs}
    on conflict (account_id, staff_id) where ended_at is null do nothing`.execute(database.db)
  await sql`insert into caller_checks (account_id, contact_id, staff_id, way, outcome)
    select k.account_id, k.contact_id, k.staff_id, 'call-back', 'passed' from contacts k join ${pairs} using (account_id, staff_id)
    where k.ended_at is null and k.verification is null`.execute(database.db)
  await sql`update contacts k set verification = 'call-back', verified_at = now(), expires_at = now() + interval '30 minutes'
    from ${pairs} where k.account_id = p.account_id and k.staff_id = p.staff_id and k.ended_at is null and k.verification is null`.execute(
    database.db,
  )
}
