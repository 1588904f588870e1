import { sql } from 'kysely'
import type { Actor, Role } from '#shared/staff/roles.ts'
import type { Db } from '../db/client.ts'
import { Refusal } from '../refusal.ts'

/** The person behind a sign-in, for a command that acts for somebody by name. */
export async function actorNamed(db: Db, username: string): Promise<Actor> {
  const found = await sql<{
    staffId: bigint
    name: string
    role: Role
    level: string | null
    perAction: bigint | null
    perAccountAndOutage: bigint | null
    perDay: bigint | null
  }>`
    select s.staff_id, s.name, s.role, l.level, l.per_action, l.per_account_and_outage, l.per_day
    from sign_ins i join staff s on s.staff_id = i.staff_id and s.active left join limit_levels l on l.level = s.limit_level
    where i.username = ${username}`.execute(db)
  const row = found.rows[0]
  if (!row) throw new Refusal('NOT_FOUND', `There is nobody with the username ${username}.`)
  const { staffId, name, role, level, perAction, perAccountAndOutage, perDay } = row
  const limits =
    level && perAction && perAccountAndOutage && perDay
      ? { level, perAction, perAccountAndOutage, perDay }
      : null
  return { staffId, name, role, limits }
}
