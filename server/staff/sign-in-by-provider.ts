import { sql } from 'kysely'
import { recordDeskEvent } from '../audit/record-event.ts'
import { Refusal } from '../refusal.ts'
import type { Work } from '../work.ts'
import { endSessionsOf } from './end-sessions-of.ts'
import type { Claims, ProviderSettings } from './open-provider.ts'
import { openSession, sessionName } from './sessions.ts'

/**
 * Signs in whom the provider named. Role and limit are what the first of its groups says, now and at each sign-in; whoever
 * has none of them does not get in, and is not made.
 */
export async function signInByProvider(
  work: Work,
  { issuer, groups }: ProviderSettings,
  claims: Claims,
  browser: string,
): Promise<string> {
  const found = groups.find(({ group }) => claims.groups.includes(group))
  if (!found)
    throw new Refusal('NOT_ALLOWED', 'None of your groups works at this desk. Ask whoever looks after them.')
  const { role, level } = found
  const followed = await sql<{ staffId: bigint; added: boolean; changed: boolean; active: boolean }>`
    select * from follow_groups(${issuer}, ${claims.subject}, ${claims.name}, ${role}, ${level})`.execute(
    work.tx,
  )
  const person = followed.rows[0]
  if (!person?.active) throw new Refusal('NOT_ALLOWED', 'You were switched off at this desk.')
  const { staffId, added, changed } = person
  if (changed) await endSessionsOf(work, staffId)
  const token = await openSession(work, {
    staffId,
    how: 'provider',
    browser,
    providerSession: claims.session,
  })
  await recordDeskEvent(
    { ...work, session: sessionName(token) },
    {
      action: 'sign-in',
      actorId: staffId,
      detail: { staffId: staffId.toString(), how: 'provider', added, changed, role, level },
    },
  )
  return token
}
