import { sql } from 'kysely'
import { Secret } from 'otpauth'
import { encode } from 'uqr'
import type { SecondFactorBegun } from '#shared/staff/views.ts'
import { recordDeskEvent } from '../audit/record-event.ts'
import { Refusal } from '../refusal.ts'
import { actorOf, type Work } from '../work.ts'
import { aboutSecret, oneTimeCodes } from './check-code.ts'
import type { SecretBox } from './secret-box.ts'

/**
 * A new secret, shown once to be taken into an authenticator. It counts only when a code of it was given: until then
 * whatever was there before goes on.
 */
export async function beginSecondFactor(work: Work, box: SecretBox | null): Promise<SecondFactorBegun> {
  const { staffId, name } = actorOf(work)
  if (!box)
    throw new Refusal(
      'NOT_ALLOWED',
      'This desk has no keys to keep a second factor with. Tell its administrator.',
    )
  const fresh = new Secret({ size: 20 }).base32
  // Begun once more within ten minutes it is the same secret: the answer may have been lost on its way.
  const begun = await sql<{ secretSealed: string }>`
    insert into second_factors as f (staff_id, secret_sealed) values (${staffId}, ${box.seal(fresh, aboutSecret(staffId))})
    on conflict (staff_id) do update set
      secret_sealed = case when f.begun_at > now() - interval '10 minutes' then f.secret_sealed else excluded.secret_sealed end,
      begun_at = case when f.begun_at > now() - interval '10 minutes' then f.begun_at else now() end
      where f.confirmed_at is null
    returning f.secret_sealed`.execute(work.tx)
  const sealed = begun.rows[0]?.secretSealed
  if (sealed === undefined)
    throw new Refusal('ALREADY_DECIDED', 'You have a second factor. Take it away before you set up another.')
  await recordDeskEvent(work, { action: 'begin-second-factor' })
  const secret = box.open(sealed, aboutSecret(staffId))
  const address = oneTimeCodes(secret, name).toString()
  return { secret, rows: encode(address, { ecc: 'M', border: 2 }).data.map(rowOf) }
}

/** A row of the picture as text: a letter for each dark square. */
const rowOf = (row: readonly boolean[]): string => row.map((dark) => (dark ? 'x' : ' ')).join('')
