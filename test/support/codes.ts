import { sql } from 'kysely'
import { Secret, TOTP } from 'otpauth'
import type { Database } from '#server/db/client.ts'
import { aboutSecret } from '#server/staff/check-code.ts'
import { staffIdOf } from './calls.ts'
import { testSecrets } from './secrets.ts'

/** What an authenticator shows: now, or so many steps of half a minute away. */
export function codeOf(secret: string, steps = 0): string {
  const codes = new TOTP({ secret: Secret.fromBase32(secret), algorithm: 'SHA1', digits: 6, period: 30 })
  return codes.generate({ timestamp: Date.now() + steps * 30_000 })
}

/** Gives somebody a confirmed second factor, as if set up last week. Returns its secret. */
export async function withSecondFactor(database: Database, username: string): Promise<string> {
  const staffId = await staffIdOf(database, username)
  const secret = new Secret({ size: 20 }).base32
  const sealed = testSecrets().seal(secret, aboutSecret(staffId))
  await sql`insert into second_factors (staff_id, secret_sealed, begun_at, confirmed_at)
    values (${staffId}, ${sealed}, now() - interval '7 days', now() - interval '7 days')
    on conflict (staff_id) do update set secret_sealed = excluded.secret_sealed, confirmed_at = excluded.confirmed_at`.execute(
    database.db,
  )
  await sql`delete from used_time_steps where staff_id = ${staffId}`.execute(database.db)
  return secret
}
