import { createHash } from 'node:crypto'
import { type RawBuilder, sql } from 'kysely'
import type { Database } from '../db/client.ts'
import { atOnce } from '../work.ts'

/**
 * Ten tries in any 15 minutes for one name, the last five of them with a growing pause before each; behind an address a
 * whole office may sit. Then nothing is looked at for 15 minutes, 30, an hour (NIST 800-63B allows a hundred).
 */
const bounds = {
  name: { free: 5, step: 1, most: 10 },
  address: { free: 200, step: 100, most: 1000 },
} as const
const quietMinutes = 15

/** A name that was typed may be a password typed into the wrong field: it is kept as a hash. */
export const nameHash = (username: string): Buffer => createHash('sha256').update(`name ${username}`).digest()
export const subjectOfName = (username: string): string =>
  `name:${nameHash(username).toString('hex').slice(0, 32)}`
/** Made of a number, never of what somebody types: no name that is tried reaches the counter of somebody signed in. */
export const subjectOfStepUp = (staffId: bigint): string => `step-up:${staffId}`
export const subjectOfSecondFactor = (staffId: bigint): string => `second-factor:${staffId}`
export const subjectOfAddress = (address: string): string => `address:${address.slice(0, 45)}`

/** One more try of a subject. What comes while it is locked changes nothing: waiting is what helps. */
export function tryUpsert(
  subject: string,
  kind: keyof typeof bounds,
  from: RawBuilder<unknown>,
): RawBuilder<unknown> {
  const { free, step, most } = bounds[kind]
  const isLocked = sql`f.locked_until > now()`
  const isQuiet = sql`f.last_try_at < now() - make_interval(mins => ${quietMinutes}::int)`
  const failures = sql`case when ${isQuiet} then 1 else f.failures + 1 end`
  const rounds = sql`case when f.last_try_at < now() - interval '1 day' then 0 else f.rounds end`
  return sql`insert into sign_in_failures as f (subject, failures, window_started_at, last_try_at) select ${subject}::text, 1, now(), now() ${from}
    on conflict (subject) do update set
      failures = case when ${isLocked} then f.failures else ${failures} end,
      window_started_at = case when ${isLocked} or not ${isQuiet} then f.window_started_at else now() end,
      last_try_at = case when ${isLocked} then f.last_try_at else now() end,
      rounds = case when ${isLocked} then f.rounds when ${failures} >= ${most}::int then ${rounds} + 1 else ${rounds} end,
      locked_until = case when ${isLocked} then f.locked_until
        when ${failures} >= ${most}::int then now() + make_interval(mins => ${quietMinutes}::int) * power(2, least(${rounds}, 2))
        when ${failures} >= ${free}::int then now() + interval '1 second' * power(2, (${failures} - ${free}::int) / ${step}::int)
        else null end
    returning f.failures, f.last_try_at = now() as looked_at`
}

export type Counted = {
  /** Nothing is compared any more for this address. */
  addressLocked: boolean
  /** False while the subject is locked: then the right password answers as a wrong one. */
  lookedAt: boolean
  failures: number
}

/**
 * Counts a try before it is looked at, so that many at once get no more looks than one after the other. The counters are
 * rows of the database: a restart forgets nothing, and all processes count together. Without an address none is looked at.
 */
export async function countTry(
  database: Database,
  subject: string,
  address: string | null,
): Promise<Counted> {
  const [counted] = await atOnce(
    database,
    sql<Counted>`
      with here as materialized (
        select coalesce((select locked_until > now() from sign_in_failures where subject = ${address && subjectOfAddress(address)}::text), false) as locked
      ), counted as (${tryUpsert(subject, 'name', sql`from here where not locked`)})
      select here.locked as address_locked, coalesce(c.looked_at, false) as looked_at, coalesce(c.failures, 0) as failures
      from here left join counted c on true`,
  )
  return counted ?? { addressLocked: false, lookedAt: false, failures: 0 }
}

/** Whether so much failed behind an address that nothing is looked at. */
export async function isAddressLocked(database: Database, address: string): Promise<boolean> {
  const found = await atOnce(
    database,
    sql`select from sign_in_failures where subject = ${subjectOfAddress(address)} and locked_until > now()`,
  )
  return found.length > 0
}
