import { sql } from 'kysely'
import { recordDeskEvent } from '../audit/record-event.ts'
import { Refusal } from '../refusal.ts'
import type { Work } from '../work.ts'
import { endSessionsOf } from './end-sessions-of.ts'
import { followGroups } from './follow-groups.ts'
import type { Claims, ProviderSettings } from './open-provider.ts'
import { newSessionToken, sessionName } from './sessions.ts'

const somebodyElse = () => new Refusal('NOT_ALLOWED', 'Somebody else confirmed, or your sign-in has ended.')

/**
 * Somebody without a password here confirmed at the provider: the same person, or nothing happens. Their groups count as
 * at a sign-in: another role holds at once and ends their other sessions. Null when none of the groups works here any
 * more: then all of their sessions have ended, and this stays so.
 */
export async function stepUpByProvider(
  work: Work,
  settings: ProviderSettings,
  claims: Claims,
  sessionId: bigint,
): Promise<string | null> {
  const whose = await sql<{ staffId: bigint }>`
    select s.staff_id from sessions s join provider_people p on p.staff_id = s.staff_id join staff f on f.staff_id = p.staff_id and f.active
    where s.session_id = ${sessionId} and s.stage = 'whole' and p.issuer = ${settings.issuer} and p.subject = ${claims.subject}`.execute(
    work.tx,
  )
  const staffId = whose.rows[0]?.staffId
  if (staffId === undefined) throw somebodyElse()
  const followed = await followGroups(work, settings, claims)
  if (!followed) {
    const ended = await endSessionsOf(work, staffId)
    await recordDeskEvent(work, {
      action: 'step-up',
      outcome: 'refused',
      actorId: staffId,
      detail: { how: 'provider', because: 'no group', ended },
    })
    return null
  }
  const { role, level, changed } = followed
  if (changed) await endSessionsOf(work, staffId, { except: sessionId })
  const { token, hash } = newSessionToken()
  const stepped = await sql`
    update sessions set token_hash = ${hash}, stepped_up_at = now(), last_seen_at = now()
    where session_id = ${sessionId} and staff_id = ${staffId} and stage = 'whole' returning session_id`.execute(
    work.tx,
  )
  if (stepped.rows.length === 0) throw somebodyElse()
  await recordDeskEvent(
    { ...work, session: sessionName(token) },
    { action: 'step-up', actorId: staffId, detail: { how: 'provider', changed, role, level } },
  )
  return token
}
