import { sql } from 'kysely'
import { recordDeskEvent } from '../audit/record-event.ts'
import { Refusal } from '../refusal.ts'
import type { Work } from '../work.ts'
import { endSessionsOf } from './end-sessions-of.ts'
import { followGroups, groupOf } from './follow-groups.ts'
import type { Claims, ProviderSettings } from './open-provider.ts'
import { openSession, sessionName } from './sessions.ts'

/**
 * Signs in whom the provider named. Role and limit are what the first of its groups says, now and at each sign-in; whoever
 * has none of them does not get in, and is not made.
 */
export async function signInByProvider(
  work: Work,
  settings: ProviderSettings,
  claims: Claims,
  browser: string,
): Promise<string> {
  if (!groupOf(settings, claims))
    throw new Refusal('NOT_ALLOWED', 'None of your groups works at this desk. Ask whoever looks after them.')
  await refuseNamesake(work, settings.issuer, claims)
  const person = await followGroups(work, settings, claims)
  if (!person?.active) throw new Refusal('NOT_ALLOWED', 'You were switched off at this desk.')
  const { staffId, added, changed, role, level } = person
  if (changed) await endSessionsOf(work, staffId)
  const token = await openSession(work, {
    staffId,
    how: 'provider',
    browser,
    providerSession: claims.session,
    // Who was signed in there already proved nothing now; a provider that does not say when counts as long ago.
    shownAt: claims.shownAt ?? new Date(0),
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

/**
 * Somebody with two rows could approve what they asked for themselves: whoever is new here and has the name of a person
 * with a password is not made. Another name of the same person is not noticed (decision 0031).
 */
async function refuseNamesake(work: Work, issuer: string, { subject, name }: Claims): Promise<void> {
  const named = await sql<{ name: string }>`
    select s.name from staff s
    where s.active and exists (select from sign_ins i where i.staff_id = s.staff_id and i.password_hash is not null)
      and not exists (select from provider_people p where p.issuer = ${issuer} and p.subject = ${subject})`.execute(
    work.tx,
  )
  if (named.rows.some((one) => sameName(one.name) === sameName(name)))
    throw new Refusal(
      'NOT_ALLOWED',
      'Somebody of this name has a password here: an administrator switches that off first.',
    )
}

/** Equal for a name however its accents, cases, spaces and order are written. */
const sameName = (name: string): string =>
  name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((part) => part !== '')
    .sort()
    .join(' ')
