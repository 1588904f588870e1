import { recordDeskEvent } from '../audit/record-event.ts'
import { Refusal } from '../refusal.ts'
import { actorOf, type Work } from '../work.ts'
import { type CommonPasswords, insistOnPassword } from './common-passwords.ts'
import { endSessionsOf } from './end-sessions-of.ts'
import { hashPassword, passwordMatches } from './passwords.ts'

/** One's own password, right after a step-up with the old one. Whoever is signed in elsewhere has to sign in anew. */
export async function changePassword(
  work: Work,
  {
    password,
    session,
    isCommon,
  }: { password: string; session: bigint; isCommon?: CommonPasswords | undefined },
): Promise<void> {
  const { staffId, name } = actorOf(work)
  const before = await work.tx
    .selectFrom('signIns')
    .select(['passwordHash', 'username'])
    .where('staffId', '=', staffId)
    .where('passwordHash', 'is not', null)
    .orderBy('username')
    .executeTakeFirst()
  await insistOnPassword(password, { username: before?.username ?? null, name }, isCommon)
  if (before && (await passwordMatches(before.passwordHash, password)))
    throw new Refusal('ALREADY_DECIDED', 'That is your password already.')
  const changed = await work.tx
    .updateTable('signIns')
    .set({ passwordHash: await hashPassword(password) })
    .where('staffId', '=', staffId)
    .where('passwordHash', 'is not', null)
    .returning('username')
    .execute()
  if (changed.length === 0) throw new Refusal('NOT_FOUND', 'You sign in without a password of this desk.')
  await endSessionsOf(work, staffId, { except: session })
  await recordDeskEvent(work, { action: 'change-password' })
}
