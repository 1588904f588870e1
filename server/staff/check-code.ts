import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { Secret, TOTP } from 'otpauth'
import { codeForms, type HowSignedIn } from '#shared/staff/sign-on.ts'
import type { Work } from '../work.ts'
import type { SecretBox } from './secret-box.ts'
import type { HalfSession } from './sessions.ts'

const period = 30

/** The row that a sealed secret belongs to: it opens nowhere else. */
export const aboutSecret = (staffId: bigint): string => `one-time codes of ${staffId}`

export const oneTimeCodes = (secret: string, label = ''): TOTP =>
  new TOTP({
    issuer: 'Makeright',
    label,
    algorithm: 'SHA1',
    digits: 6,
    period,
    secret: Secret.fromBase32(secret),
  })

/** A hash tells nothing of a code of 119 bits; the person is in it, so that equal codes would not look equal. */
export const recoveryHash = (staffId: bigint, code: string): Buffer =>
  createHash('sha256').update(`${staffId} ${code}`).digest()

/** The time step whose code this is; null when it is none of now. One step before and after counts: clocks differ. */
function stepOf(secret: string, code: string, now: Date): number | null {
  if (!codeForms.oneTime.test(code)) return null
  const timestamp = now.getTime()
  const delta = oneTimeCodes(secret).validate({ token: code, timestamp, window: 1 })
  return delta === null ? null : Math.floor(timestamp / 1000 / period) + delta
}

/** Whether it is worth a transaction: a code that cannot be right is refused with as much work as a wrong password. */
export function maybeCode(box: SecretBox | null, half: HalfSession, typed: string): boolean {
  const code = typed.trim().toLowerCase()
  if (codeForms.recovery.test(code)) return true
  const { secretSealed, staffId, now } = half
  return (
    secretSealed !== null &&
    box !== null &&
    stepOf(box.open(secretSealed, aboutSecret(staffId)), code, now) !== null
  )
}

/**
 * Whether a code is this person's, and uses it up: a time step counts once, whoever else sends the same code at the same
 * moment, and so does a recovery code.
 */
export async function checkCode(
  work: Work,
  box: SecretBox | null,
  staffId: bigint,
  typed: string,
): Promise<Extract<HowSignedIn, 'code' | 'recovery'> | null> {
  const code = typed.trim().toLowerCase()
  if (codeForms.recovery.test(code)) {
    const used = await sql`
      update recovery_codes set used_at = now() where staff_id = ${staffId} and code_hash = ${recoveryHash(staffId, code)} and used_at is null
      returning staff_id`.execute(work.tx)
    return used.rows.length === 1 ? 'recovery' : null
  }
  const found = await work.tx
    .selectFrom('secondFactors')
    .select('secretSealed')
    .where('staffId', '=', staffId)
    .executeTakeFirst()
  const step =
    found && box ? stepOf(box.open(found.secretSealed, aboutSecret(staffId)), code, work.now) : null
  if (step === null) return null
  const used = await sql`
    insert into used_time_steps (staff_id, step) values (${staffId}, ${step}) on conflict do nothing returning step`.execute(
    work.tx,
  )
  if (used.rows.length === 0) return null
  await sql`delete from used_time_steps where staff_id = ${staffId} and used_at < now() - interval '1 day'`.execute(
    work.tx,
  )
  return 'code'
}
