import { sql } from 'kysely'
import type { Database } from '#server/db/client.ts'
import { inWork } from '#server/work.ts'

/** Another role or limit, or back after having been switched off, in the only way there is: one administrator asks, the other agrees. */
export async function changeRole(
  database: Database,
  staffId: bigint,
  role: string,
  level: string | null,
): Promise<void> {
  await inWork(database, { actor: null }, async ({ tx, businessDate }) => {
    const asked = await sql<{ changeId: bigint }>`
      insert into staff_changes (kind, staff_id, role, limit_level, from_role, from_level, reason, requested_by, business_date)
      select case when s.active then 'change' else 'bring-back' end, s.staff_id, ${role}, ${level}, s.role, s.limit_level, 'arranged by a test', a.staff_id, ${businessDate}::date
      from staff s, sign_ins a where s.staff_id = ${staffId} and a.username = 'adam' returning change_id`.execute(
      tx,
    )
    await sql`update staff_changes set state = 'agreed', decided_at = now(), decided_by = (select staff_id from sign_ins where username = 'agnes')
      where change_id = ${asked.rows[0]?.changeId}`.execute(tx)
  })
}

export async function staffIdOf(database: Database, username: string): Promise<bigint> {
  const { staffId } = await database.db
    .selectFrom('signIns')
    .select('staffId')
    .where('username', '=', username)
    .executeTakeFirstOrThrow()
  return staffId
}
