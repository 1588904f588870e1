import { sql } from 'kysely'
import { recordDeskEvent } from '../audit/record-event.ts'
import type { Database } from '../db/client.ts'
import { subjectOfName } from './count-try.ts'
import { hashPassword, isWeakerThanNow, passwordMatches } from './passwords.ts'
import { dropSession, openSession, sessionName } from './sessions.ts'
import { trySignIn } from './try-sign-in.ts'

export type Attempt = {
  username: string
  password: string
  address: string
  requestId: string
  browser?: string
  /** The session that this browser has: it ends, so that nobody's token outlives a sign-in. */
  before?: string | null
}

/**
 * Signs a person in and returns the session's token. Whoever has a second factor gets a half session, which can do
 * nothing but give the code.
 */
export async function signIn(
  database: Database,
  { username: typed, password, address, requestId, browser, before }: Attempt,
): Promise<{ token: string; codeNeeded: boolean }> {
  const username = typed.trim().toLowerCase()
  const subject = subjectOfName(username)
  return trySignIn(database, { subject, address, requestId, what: 'password' }, async () => {
    const person = await personOf(database, username)
    // A first password that ended answers like a wrong one.
    const matches = await passwordMatches(person?.ended ? null : (person?.passwordHash ?? null), password)
    const codeNeeded = Boolean(person?.secondFactor)
    return {
      staffId: person?.staffId ?? null,
      matches,
      forgives: !codeNeeded,
      async proceed(work) {
        if (!person?.passwordHash) return null
        const { staffId, passwordHash, isFirst } = person
        // Changed while it was compared, it is the old password: the change has ended its sessions and none may follow.
        const compared = await work.tx
          .selectFrom('signIns')
          .select('username')
          .where('username', '=', username)
          .where('passwordHash', '=', passwordHash)
          .forUpdate()
          .executeTakeFirst()
        if (!compared) return null
        if (before) await dropSession(work, before)
        // A first password is about to be replaced; the database takes another hash for its owner's own choice.
        const hashedAnew = !isFirst && isWeakerThanNow(passwordHash)
        if (hashedAnew)
          await work.tx
            .updateTable('signIns')
            .set({ passwordHash: await hashPassword(password) })
            .where('username', '=', username)
            .execute()
        const token = await openSession(work, {
          staffId,
          stage: codeNeeded ? 'half' : 'whole',
          ...(browser ? { browser } : {}),
        })
        await recordDeskEvent(
          { ...work, session: sessionName(token) },
          {
            action: codeNeeded ? 'sign-in-half' : 'sign-in',
            actorId: staffId,
            detail: { staffId: staffId.toString(), how: 'password', ...(hashedAnew ? { hashedAnew } : {}) },
          },
        )
        return { token, codeNeeded }
      },
    }
  })
}

async function personOf(database: Database, username: string) {
  return database.db
    .selectFrom('signIns')
    .innerJoin('staff', 'staff.staffId', 'signIns.staffId')
    .leftJoin('secondFactors', (join) =>
      join
        .onRef('secondFactors.staffId', '=', 'signIns.staffId')
        .on('secondFactors.confirmedAt', 'is not', null),
    )
    .select(({ eb }) => [
      'signIns.passwordHash',
      'staff.staffId',
      eb('secondFactors.staffId', 'is not', null).as('secondFactor'),
      eb('signIns.passwordEndsAt', 'is not', null).as('isFirst'),
      sql<boolean>`coalesce(sign_ins.password_ends_at <= now(), false)`.as('ended'),
    ])
    .where('signIns.username', '=', username)
    .where('staff.active', '=', true)
    .executeTakeFirst()
}
