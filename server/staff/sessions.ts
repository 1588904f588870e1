import { createHash, randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import type { Actor, Role } from '#shared/staff/roles.ts'
import { type HowSignedIn, type Owed, signInLimits } from '#shared/staff/sign-on.ts'
import { type SteppedUp, stepUpLimits } from '#shared/staff/step-up.ts'
import { recordDeskEvent } from '../audit/record-event.ts'
import type { Database, Db } from '../db/client.ts'
import { atOnce, type Clock, type Work } from '../work.ts'

const { idleMinutes, absoluteHours, halfMinutes } = signInLimits
const touchedEvery = 4

export type Session = {
  /** What the journal calls it: it cannot be turned back into the token. */
  id: string
  actor: Actor
  clock: Clock
  demo: boolean
  /** Not yet noted as used: see touchSession. */
  stale: boolean
  sessionId: bigint
  how: HowSignedIn
  steppedUp: SteppedUp
  /** What this person has to do before anything else; null when nothing. */
  owes: Owed | null
  /** How long nobody did anything, and how long until it ends whatever anybody does. */
  idleSeconds: number
  secondsLeft: number
  /** How the caller of the account that is asked about was verified in this person's open contact; null when not. */
  caller: string | null
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
  sessionId: bigint
  how: HowSignedIn
  recent: boolean
  fresh: boolean
  idleSeconds: number
  secondsLeft: number
  owes: Owed | null
  caller: string | null
}

/** The one statement of a signed-in request: who it is, with which limits, and what time it is. Role and limits are read
 * anew each time, so a change takes effect at the very next request; so is whether the caller of `about` was verified. */
export async function sessionOf(db: Db, token: string, about: string | null = null): Promise<Session | null> {
  const found = await sql<Row>`
    select s.staff_id, p.name, p.role, l.level, l.per_action, l.per_account_and_outage, l.per_day, d.demo, d.business_zone, now() as now,
      coalesce(d.business_date, (now() at time zone d.business_zone)::date) as business_date,
      s.last_seen_at < now() - make_interval(secs => ${touchedEvery}::int) as stale, s.session_id, s.how,
      s.stepped_up_at > now() - make_interval(mins => ${stepUpLimits.recentMinutes}::int) as recent,
      s.stepped_up_at > now() - make_interval(mins => ${stepUpLimits.freshMinutes}::int) as fresh,
      case when s.how = 'provider' then null
        when exists (select from sign_ins i where i.staff_id = s.staff_id and i.password_ends_at is not null) then 'password'
        when d.demo or d.second_factor_of = 'all but agents' and p.role = 'agent' then null
        when not exists (select from second_factors f where f.staff_id = s.staff_id and f.confirmed_at is not null) then 'second factor' end as owes,
      extract(epoch from now() - s.last_seen_at)::int as idle_seconds,
      extract(epoch from s.created_at + make_interval(hours => ${absoluteHours}::int) - now())::int as seconds_left, k.verification as caller
    from sessions s
    join staff p on p.staff_id = s.staff_id and p.active
    left join limit_levels l on l.level = p.limit_level
    cross join desk d
    left join contacts k on k.account_id = ${about}::text and k.staff_id = s.staff_id and k.ended_at is null and k.expires_at > now()
    where s.token_hash = ${hashToken(token)} and s.stage = 'whole'
      and s.last_seen_at > now() - make_interval(mins => ${idleMinutes}::int)
      and s.created_at > now() - make_interval(hours => ${absoluteHours}::int)`.execute(db)
  const row = found.rows[0]
  if (!row) return null
  const { level, perAction, perAccountAndOutage, perDay, recent, fresh } = row
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
    sessionId: row.sessionId,
    how: row.how,
    steppedUp: { recent, fresh },
    owes: row.owes,
    idleSeconds: row.idleSeconds,
    secondsLeft: row.secondsLeft,
    caller: row.caller,
  }
}

/**
 * Keeps a session alive: once in a few seconds, so that reading hardly writes and the limit is still exact to them. It
 * does not wait for a standby: one that hangs must not stop people from reading, and a failover costs seconds of it.
 */
export async function touchSession(database: Database, token: string): Promise<void> {
  await atOnce(
    database,
    sql`with here as materialized (select set_config('synchronous_commit', 'local', true))
      update sessions set last_seen_at = now() from here where token_hash = ${hashToken(token)}
        and last_seen_at < now() - make_interval(secs => ${touchedEvery}::int)`,
  )
}

export type NewSession = {
  staffId: bigint
  how?: HowSignedIn
  /** A half session has given a password and owes a code. */
  stage?: 'half' | 'whole'
  address?: string
  browser?: string
  providerSession?: string | null
  /** When the person showed who they are, where that was not just now: never later than now counts. */
  shownAt?: Date
}

const newToken = (): string => randomBytes(32).toString('base64url')
export function newSessionToken(): { token: string; hash: Buffer } {
  const token = newToken()
  return { token, hash: hashToken(token) }
}

/** Opens a session and returns its token, which is stored only as a hash. */
export async function openSession(work: Work, given: bigint | NewSession): Promise<string> {
  const { staffId, how, stage, address, browser, providerSession, shownAt }: NewSession =
    typeof given === 'bigint' ? { staffId: given } : given
  const token = newToken()
  await sql`delete from sessions where created_at < now() - make_interval(hours => ${absoluteHours}::int)`.execute(
    work.tx,
  )
  await sql`insert into sessions (token_hash, staff_id, how, stage, address, browser, provider_session, stepped_up_at)
    values (${hashToken(token)}, ${staffId}, ${how ?? 'password'}, ${stage ?? 'whole'}, ${(address ?? work.address)?.slice(0, 45) ?? null},
      ${browser ?? null}, ${providerSession ?? null}, least(now(), ${shownAt ?? null}::timestamptz))`.execute(
    work.tx,
  )
  return token
}

/** A step-up gives the session a new token: whoever had the old one has nothing any more. */
export async function rotateSession(work: Work, old: string): Promise<string | null> {
  const token = newToken()
  const rotated = await sql`
    update sessions set token_hash = ${hashToken(token)}, stepped_up_at = now(), last_seen_at = now()
    where token_hash = ${hashToken(old)} and stage = 'whole' returning session_id`.execute(work.tx)
  return rotated.rows.length === 1 ? token : null
}

export type HalfSession = { staffId: bigint; username: string; secretSealed: string | null; now: Date }

/** Whose half session this is, while it may still be finished, and what a code is compared with; null when it is none. */
export async function halfSessionOf(db: Db, token: string): Promise<HalfSession | null> {
  const found = await sql<HalfSession>`
    select s.staff_id, i.username, f.secret_sealed, now() as now from sessions s
    join staff p on p.staff_id = s.staff_id and p.active
    join sign_ins i on i.staff_id = s.staff_id
    left join second_factors f on f.staff_id = s.staff_id and f.confirmed_at is not null
    where s.token_hash = ${hashToken(token)} and s.stage = 'half' and s.created_at > now() - make_interval(mins => ${halfMinutes}::int)
    order by i.username limit 1`.execute(db)
  return found.rows[0] ?? null
}

/** Takes a session away without a word of its own; whoever calls it says why. */
export async function dropSession(
  work: Work,
  token: string,
): Promise<{ staffId: bigint; stage: string } | null> {
  const dropped = await sql<{ staffId: bigint; stage: string }>`
    delete from sessions where token_hash = ${hashToken(token)} returning staff_id, stage`.execute(work.tx)
  return dropped.rows[0] ?? null
}

export async function closeSession(work: Work, token: string): Promise<void> {
  const person = await dropSession(work, token)
  if (person?.stage === 'whole') await recordDeskEvent(work, { action: 'sign-out', actorId: person.staffId })
}
