import { sql } from 'kysely'
import { recordDeskEvent } from '../audit/record-event.ts'
import type { Database } from '../db/client.ts'
import { Refusal } from '../refusal.ts'
import { inWork } from '../work.ts'
import { passwordMatches } from './passwords.ts'
import { openSession, sessionName } from './sessions.ts'

/** Ten tries in 15 minutes for one name; a thousand failures from one address, behind which a whole office may sit. */
const windowMinutes = 15
const allowedFailures = { name: 10, address: 1000 }

const failed = () =>
  new Refusal(
    'SIGN_IN_FAILED',
    'That name and password do not match, or too many tries were made. Wait 15 minutes and try again.',
  )

/**
 * Signs a person in and returns the session's token. Unknown name, wrong password, switched-off person and too many
 * tries all answer the same, after the same work.
 */
export async function signIn(
  database: Database,
  attempt: { username: string; password: string; address: string; requestId: string },
): Promise<string> {
  const username = attempt.username.trim().toLowerCase()
  const subjects = { name: `name:${username}`, address: `address:${attempt.address}` }
  // Beyond this it is a flood, not an office on a Monday: refused before any work, the same for every name.
  if ((await failuresOf(database, subjects.address)) >= allowedFailures.address) throw failed()
  // The try counts before it is looked at, so that many at once do not get more looks than one after the other.
  const [person, tries] = await Promise.all([personOf(database, username), countTry(database, subjects.name)])
  const matches = await passwordMatches(person?.passwordHash ?? null, attempt.password)
  if (matches === null)
    throw new Refusal('TOO_MANY', 'Many people are signing in. Try again in a few seconds.', {
      retry: 'after:3',
    })
  const locked = tries > allowedFailures.name
  if (!matches || !person || locked) {
    await countTry(database, subjects.address)
    if (tries <= allowedFailures.name + 1)
      await recordRefusal(database, attempt, person?.staffId ?? null, locked)
    throw failed()
  }

  const who = { actor: null, requestId: attempt.requestId, address: attempt.address.slice(0, 45) }
  return inWork(database, who, async (work) => {
    await sql`delete from sign_in_failures where subject = ${subjects.name}
      or window_started_at < now() - interval '1 day'`.execute(work.tx)
    const token = await openSession(work, person.staffId)
    const here = { ...work, session: sessionName(token) }
    await recordDeskEvent(here, {
      action: 'sign-in',
      actorId: person.staffId,
      detail: { staffId: person.staffId.toString() },
    })
    return token
  })
}

/** The journal hears of the failures up to the lock and of the lock itself; a flood does not fill it. */
async function recordRefusal(
  database: Database,
  { requestId, address }: { requestId: string; address: string },
  staffId: bigint | null,
  locked: boolean,
) {
  await inWork(database, { actor: null, requestId, address: address.slice(0, 45) }, (work) =>
    recordDeskEvent(work, {
      action: 'sign-in',
      outcome: 'refused',
      detail: { locked, staffId: staffId?.toString() ?? null },
    }),
  )
}

async function personOf(database: Database, username: string) {
  return database.db
    .selectFrom('signIns')
    .innerJoin('staff', 'staff.staffId', 'signIns.staffId')
    .select(['signIns.passwordHash', 'staff.staffId'])
    .where('signIns.username', '=', username)
    .where('staff.active', '=', true)
    .executeTakeFirst()
}

async function failuresOf(database: Database, subject: string): Promise<number> {
  const found = await sql<{ failures: number }>`
    select failures from sign_in_failures
    where subject = ${subject} and window_started_at > now() - make_interval(mins => ${windowMinutes}::int)`.execute(
    database.db,
  )
  return found.rows[0]?.failures ?? 0
}

/** One more try in the running window, or the first of a new one. */
async function countTry(database: Database, subject: string): Promise<number> {
  const over = sql`sign_in_failures.window_started_at < now() - make_interval(mins => ${windowMinutes}::int)`
  return inWork(database, { actor: null }, async (work) => {
    const counted = await sql<{ failures: number }>`
      insert into sign_in_failures (subject, failures) values (${subject}, 1)
      on conflict (subject) do update set
        failures = case when ${over} then 1 else sign_in_failures.failures + 1 end,
        window_started_at = case when ${over} then now() else sign_in_failures.window_started_at end
      returning failures`.execute(work.tx)
    return counted.rows[0]?.failures ?? 0
  })
}
