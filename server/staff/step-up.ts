import { sql } from 'kysely'
import { recordDeskEvent } from '../audit/record-event.ts'
import type { Database } from '../db/client.ts'
import { checkCode } from './check-code.ts'
import { subjectOfStepUp } from './count-try.ts'
import { passwordMatches } from './passwords.ts'
import type { SecretBox } from './secret-box.ts'
import { rotateSession, type Session, sessionName } from './sessions.ts'
import { trySignIn } from './try-sign-in.ts'

type Given = {
  session: Session
  token: string
  password?: string | undefined
  code?: string | undefined
  box: SecretBox | null
  address: string
  requestId: string
}

/**
 * Who is signed in shows once more that it is they: with a code when they have a second factor, else with the password.
 * The session gets a new token. Tries are counted like sign-ins, by a counter of their own.
 */
export async function stepUp(
  database: Database,
  { session, token, password = '', code = '', box, address, requestId }: Given,
): Promise<string> {
  const { actor, clock } = session
  const { staffId } = actor
  const way = {
    subject: subjectOfStepUp(staffId),
    address,
    requestId,
    what: 'password',
    session: session.id,
  } as const
  return trySignIn(database, { ...way, who: { actor, clock } }, async () => {
    const [person] = await ownFactors(database, staffId)
    const hashes = person?.passwordHashes ?? []
    const matches = await passwordMatches(hashes[0] ?? null, password)
    return {
      staffId,
      matches: true,
      forgives: true,
      async proceed(work) {
        const how = person?.secondFactor
          ? await checkCode(work, box, staffId, code)
          : matches
            ? 'password'
            : null
        const next = how === null ? null : await rotateSession(work, token)
        if (next === null) return null
        await recordDeskEvent({ ...work, session: sessionName(next) }, { action: 'step-up', detail: { how } })
        return next
      },
    }
  })
}

async function ownFactors(database: Database, staffId: bigint) {
  const found = await sql<{ passwordHashes: string[]; secondFactor: boolean }>`
    select coalesce((select array_agg(password_hash order by username) from sign_ins where staff_id = ${staffId} and password_hash is not null), '{}') as password_hashes,
      exists (select from second_factors where staff_id = ${staffId} and confirmed_at is not null) as second_factor`.execute(
    database.db,
  )
  return found.rows
}
