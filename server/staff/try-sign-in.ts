import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'kysely'
import type { Database } from '../db/client.ts'
import { Refusal } from '../refusal.ts'
import { inWork, type Who, type Work } from '../work.ts'
import { countTry, isAddressLocked } from './count-try.ts'
import { noteFailure } from './note-failure.ts'
import { inTurn } from './passwords.ts'

export type Try = {
  /** Whose tries are counted: see count-try.ts. */
  subject: string
  address: string
  requestId: string
  what: 'password' | 'code'
  /** When it was begun, by the process's own clock, where something was read before. */
  began?: number
  /** The session that is stepped up, whatever others do behind its address; without it somebody signs in. */
  session?: string
  who?: Pick<Who, 'actor' | 'clock'>
}
/** Who it is when it is somebody, whether what was given is right, and what follows then. */
export type Looked<T> = { staffId: bigint | null; matches: boolean; proceed(work: Work): Promise<T | null> }

const failed = () =>
  new Refusal(
    'SIGN_IN_FAILED',
    'That name and password do not match, or too many tries were made. Wait 15 minutes and try again.',
  )

/**
 * A failure is answered on a beat, so that no clock tells what was read or written before it: a name that is locked leaves
 * no event, a code was looked up by its session (measured: 0.3 ms each, plain to see in a thousand tries). The beat is
 * longer than a comparison takes on a machine that is not full (docs/decisions/0044).
 */
const beat = 50
const onTheBeat = (began: number) => pause(Math.ceil(beat - ((performance.now() - began) % beat)))

/**
 * The one way in which a password or a code is tried. Unknown name, wrong password, wrong code, a person switched off or
 * without a password, and too many tries all answer the same, after the same work and on the same beat. A whole sign-in
 * forgives the name's failures; a password that still needs its code does not, or codes could be guessed between passwords.
 */
export async function trySignIn<T>(
  database: Database,
  { subject, address, requestId, what, began = performance.now(), session, who = { actor: null } }: Try,
  look: () => Promise<Looked<T> & { forgives: boolean }>,
): Promise<T> {
  // Before a turn is waited for: a flood from one address must not take the places of everybody else's sign-ins.
  if (session === undefined && (await isAddressLocked(database, address))) throw failed()
  const turn = await inTurn(async () => {
    const counted = await countTry(database, subject, session === undefined ? address : null)
    // Beyond this it is a flood, not an office on a Monday: refused before any work, the same for every name.
    if (counted.addressLocked) return null
    const looked = await look()
    const whose = { ...who, requestId, address: address.slice(0, 45), ...(session ? { session } : {}) }
    const answer =
      looked.matches && counted.lookedAt
        ? await inWork(database, whose, async (work) => {
            const proceeded = await looked.proceed(work)
            if (proceeded !== null && looked.forgives) await forgive(work, subject)
            return proceeded
          })
        : null
    if (answer === null)
      await inWork(database, whose, (work) =>
        noteFailure(work, { subject, address, counted, staffId: looked.staffId, what }),
      )
    return answer
  })
  if (turn === null)
    throw new Refusal('TOO_MANY', 'Many people are signing in. Try again in a few seconds.', {
      retry: 'after:3',
    })
  if (turn.done === null) {
    await onTheBeat(began)
    throw failed()
  }
  return turn.done
}

export async function forgive(work: Work, subject: string): Promise<void> {
  await sql`delete from sign_in_failures where subject = ${subject}
    or last_try_at < now() - interval '2 days'`.execute(work.tx)
  await sql`delete from sign_in_names where tried_at < now() - interval '15 minutes'`.execute(work.tx)
}
