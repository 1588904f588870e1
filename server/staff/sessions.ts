import { createHash, randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import type { Actor, Role } from '#shared/staff/roles.ts'
import { recordDeskEvent } from '../audit/record-event.ts'
import type { Db } from '../db/client.ts'
import type { Clock, Work } from '../work.ts'

/** Idle 15 minutes, absolute 8 hours, by the database's clock (rulings 19). */
const idleMinutes = 15
const absoluteHours = 8

export type Session = {
  /** What the journal calls it: it cannot be turned back into the token. */
  id: string
  actor: Actor
  clock: Clock
  demo: boolean
  stale: boolean
}

export const hashToken = (token: string): Buffer => createHash('sha256').update(token).digest()

/** The first half of a hash of the token's hash: the table of sessions does not tell which journal entries are whose. */
export const sessionName = (token: string): string =>
  createHash('sha256').update(hashToken(token)).digest('hex').slice(0, 16)

type Row = Clock & {
  staffId: bigint
  name: string
  role: Role
  level: string | null
  perAction: bigint | null
  perAccountAndOutage: bigint | null
  perDay: bigint | null
  demo: boolean
  stale: boolean
}

/** The one statement of a signed-in request: who it is, with which limits, and what time it is. Role and limits are read
 * anew each time, so a change takes effect at the very next request. */
export async function sessionOf(db: Db, token: string): Promise<Session | null> {
  const found = await sql<Row>`
    select s.staff_id, p.name, p.role, l.level, l.per_action, l.per_account_and_outage, l.per_day, d.demo, d.business_zone, now() as now,
      coalesce(d.business_date, (now() at time zone d.business_zone)::date) as business_date,
      s.last_seen_at < now() - interval '1 minute' as stale
    from sessions s
    join staff p on p.staff_id = s.staff_id and p.active
    left join limit_levels l on l.level = p.limit_level
    cross join desk d
    where s.token_hash = ${hashToken(token)}
      and s.last_seen_at > now() - make_interval(mins => ${idleMinutes}::int)
      and s.created_at > now() - make_interval(hours => ${absoluteHours}::int)`.execute(db)
  const row = found.rows[0]
  if (!row) return null
  const { level, perAction, perAccountAndOutage, perDay } = row
  const limits =
    level && perAction && perAccountAndOutage && perDay
      ? { level, perAction, perAccountAndOutage, perDay }
      : null
  return {
    id: sessionName(token),
    actor: { staffId: row.staffId, name: row.name, role: row.role, limits },
    clock: { now: row.now, businessDate: row.businessDate, businessZone: row.businessZone },
    demo: row.demo,
    stale: row.stale,
  }
}

/** Keeps a session alive; called at most once a minute for each, so that reading does not write. */
export async function touchSession(work: Work, token: string): Promise<void> {
  await sql`update sessions set last_seen_at = now() where token_hash = ${hashToken(token)}`.execute(work.tx)
}

/** Opens a session and returns its token, which is stored only as a hash. */
export async function openSession(work: Work, staffId: bigint): Promise<string> {
  const token = randomBytes(32).toString('base64url')
  await sql`delete from sessions where created_at < now() - make_interval(hours => ${absoluteHours}::int)`.execute(
    work.tx,
  )
  await sql`insert into sessions (token_hash, staff_id) values (${hashToken(token)}, ${staffId})`.execute(
    work.tx,
  )
  return token
}

export async function closeSession(work: Work, token: string): Promise<void> {
  const closed = await sql<{ staffId: bigint }>`
    delete from sessions where token_hash = ${hashToken(token)} returning staff_id`.execute(work.tx)
  const person = closed.rows[0]
  if (person) await recordDeskEvent(work, { action: 'sign-out', actorId: person.staffId })
}
