import { recordDeskEvent } from '../audit/record-event.ts'
import type { Database } from '../db/client.ts'
import { Refusal } from '../refusal.ts'
import { checkCode, maybeCode } from './check-code.ts'
import { subjectOfName } from './count-try.ts'
import { passwordMatches } from './passwords.ts'
import type { SecretBox } from './secret-box.ts'
import { dropSession, halfSessionOf, openSession, sessionName } from './sessions.ts'
import { trySignIn } from './try-sign-in.ts'

type Given = {
  code: string
  /** The half session that a right password opened. */
  half: string | null
  box: SecretBox | null
  address: string
  requestId: string
  browser?: string
}

/** The second stage of a sign-in: the code makes the half session a whole one, with another token. */
export async function giveCode(
  database: Database,
  { code, half, box, address, requestId, browser }: Given,
): Promise<string> {
  const began = performance.now()
  const person = half ? await halfSessionOf(database.db, half) : null
  if (!half || !person)
    throw new Refusal('SESSION_EXPIRED', 'That took too long. Begin with your password again.')
  const { staffId, username } = person
  return trySignIn(
    database,
    { subject: subjectOfName(username), address, requestId, what: 'code', began },
    async () => {
      // A wrong code takes as long as a wrong password.
      await passwordMatches(null, code)
      return {
        staffId,
        matches: maybeCode(box, person, code),
        forgives: true,
        async proceed(work) {
          const how = await checkCode(work, box, staffId, code)
          if (how === null || (await dropSession(work, half)) === null) return null
          const token = await openSession(work, { staffId, how, ...(browser ? { browser } : {}) })
          await recordDeskEvent(
            { ...work, session: sessionName(token) },
            { action: 'sign-in', actorId: staffId, detail: { staffId: staffId.toString(), how } },
          )
          return token
        },
      }
    },
  )
}
