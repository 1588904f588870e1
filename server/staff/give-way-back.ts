import { sql } from 'kysely'
import { firstPasswordHours } from '#shared/staff/sign-on.ts'
import type { WayBack } from '#shared/staff/states.ts'
import { recordDeskEvent } from '../audit/record-event.ts'
import { Refusal } from '../refusal.ts'
import type { Work } from '../work.ts'
import { actorNamed } from './actor-named.ts'
import { endSessionsOf } from './end-sessions-of.ts'
import { forgiveAll } from './forgive-all.ts'
import { hashPassword, makeFirstPassword } from './passwords.ts'

/**
 * For the owner of the database, when there are no two administrators who could agree: the first ones forgot a password or
 * lost a second factor. The same as at the desk, and the event says that it was the command.
 */
export async function giveWayBack(
  work: Work,
  { username, kind, proof }: { username: string; kind: WayBack; proof: string },
): Promise<{ name: string; firstPassword: string | null }> {
  const { staffId, name } = await actorNamed(work.tx, username)
  if (proof.trim().length < 10)
    throw new Refusal('BAD_REQUEST', 'Say in at least 10 characters how they showed who they are.')
  const firstPassword = kind === 'new-password' ? makeFirstPassword() : null
  const given =
    firstPassword === null
      ? await withoutFactor(work, staffId)
      : await withPassword(work, staffId, firstPassword)
  if (!given)
    throw new Refusal(
      'NOT_FOUND',
      `${name} has no ${firstPassword ? 'password of this desk' : 'second factor'}.`,
    )
  const sessions = await endSessionsOf(work, staffId)
  await forgiveAll(work, staffId)
  await recordDeskEvent(work, {
    action: 'give-way-back',
    reason: proof.trim(),
    detail: { staffId: staffId.toString(), kind, sessions, by: 'the command' },
  })
  return { name, firstPassword }
}

async function withPassword(work: Work, staffId: bigint, password: string): Promise<boolean> {
  const given = await sql`
    update sign_ins set password_hash = ${await hashPassword(password)}, password_ends_at = now() + make_interval(hours => ${firstPasswordHours}::int)
    where staff_id = ${staffId} and password_hash is not null returning username`.execute(work.tx)
  return given.rows.length > 0
}

async function withoutFactor(work: Work, staffId: bigint): Promise<boolean> {
  await work.tx.deleteFrom('recoveryCodes').where('staffId', '=', staffId).execute()
  const taken = await work.tx
    .deleteFrom('secondFactors')
    .where('staffId', '=', staffId)
    .returning('staffId')
    .execute()
  return taken.length > 0
}
