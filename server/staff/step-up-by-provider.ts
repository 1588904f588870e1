import { sql } from 'kysely'
import { recordDeskEvent } from '../audit/record-event.ts'
import { Refusal } from '../refusal.ts'
import type { Work } from '../work.ts'
import { newSessionToken, sessionName } from './sessions.ts'

/** Somebody without a password here confirmed at the provider: the same person, or nothing happens. */
export async function stepUpByProvider(
  work: Work,
  { issuer, subject, sessionId }: { issuer: string; subject: string; sessionId: bigint },
): Promise<string> {
  const { token, hash } = newSessionToken()
  const stepped = await sql<{ staffId: bigint }>`
    update sessions s set token_hash = ${hash}, stepped_up_at = now(), last_seen_at = now()
    from provider_people p join staff f on f.staff_id = p.staff_id and f.active
    where s.session_id = ${sessionId} and s.stage = 'whole' and p.staff_id = s.staff_id and p.issuer = ${issuer} and p.subject = ${subject}
    returning s.staff_id`.execute(work.tx)
  const staffId = stepped.rows[0]?.staffId
  if (staffId === undefined)
    throw new Refusal('NOT_ALLOWED', 'Somebody else confirmed, or your sign-in has ended.')
  await recordDeskEvent(
    { ...work, session: sessionName(token) },
    { action: 'step-up', actorId: staffId, detail: { how: 'provider' } },
  )
  return token
}
