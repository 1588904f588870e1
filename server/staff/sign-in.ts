import { sql } from 'kysely'
import { recordDeskEvent } from '../audit/record-event.ts'
import type { Database } from '../db/client.ts'
import { Refusal } from '../refusal.ts'
import { inWork } from '../work.ts'
import { passwordMatches } from './passwords.ts'
import { openSession } from './sessions.ts'

/** Ten failures in 15 minutes for one name, a hundred from one address; then even the right password answers as a wrong one. */
const windowMinutes = 15
const allowedFailures = { name: 10, address: 100 }

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
  const [person, failures] = await Promise.all([personOf(database, username), failuresOf(database, subjects)])
  const matches = await passwordMatches(person?.passwordHash ?? null, attempt.password)
  if (matches === null)
    throw new Refusal('TOO_MANY', 'Many people are signing in. Try again in a few seconds.', {
      retry: 'after:3',
    })
  const locked = failures.name >= allowedFailures.name || failures.address >= allowedFailures.address

  if (!matches || !person || locked) {
    await inWork(database, { actor: null, requestId: attempt.requestId }, async (work) => {
      for (const subject of Object.values(subjects)) {
        await sql`insert into sign_in_failures (subject, failures) values (${subject}, 1)
          on conflict (subject) do update set
            failures = case when sign_in_failures.window_started_at < now() - make_interval(mins => ${windowMinutes}::int) then 1 else sign_in_failures.failures + 1 end,
            window_started_at = case when sign_in_failures.window_started_at < now() - make_interval(mins => ${windowMinutes}::int) then now() else sign_in_failures.window_started_at end`.execute(
          work.tx,
        )
      }
      await recordDeskEvent(work, {
        action: 'sign-in',
        outcome: 'refused',
        detail: { locked, staffId: person ? person.staffId.toString() : null },
      })
    })
    throw failed()
  }

  return inWork(database, { actor: null, requestId: attempt.requestId }, async (work) => {
    await sql`delete from sign_in_failures where subject = ${subjects.name}`.execute(work.tx)
    await recordDeskEvent(work, { action: 'sign-in', detail: { staffId: person.staffId.toString() } })
    return openSession(work, person.staffId)
  })
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

async function failuresOf(database: Database, subjects: { name: string; address: string }) {
  const rows = await sql<{ subject: string; failures: number }>`
    select subject, failures from sign_in_failures
    where subject in (${subjects.name}, ${subjects.address}) and window_started_at > now() - make_interval(mins => ${windowMinutes}::int)`.execute(
    database.db,
  )
  const of = (subject: string) => rows.rows.find((row) => row.subject === subject)?.failures ?? 0
  return { name: of(subjects.name), address: of(subjects.address) }
}
