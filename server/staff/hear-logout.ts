import { sql } from 'kysely'
import { recordDeskEvent } from '../audit/record-event.ts'
import type { Work } from '../work.ts'
import type { LogoutClaims } from './logout-claims.ts'

/** The provider says that somebody signed out there: here they are out at their next request, in every process. */
export async function hearLogout(
  work: Work,
  issuer: string,
  { tokenId, subject, session }: LogoutClaims,
): Promise<void> {
  const first = await sql`
    insert into provider_logouts (token_id) values (${tokenId}) on conflict do nothing returning token_id`.execute(
    work.tx,
  )
  if (first.rows.length === 0) return
  await sql`delete from provider_logouts where heard_at < now() - interval '1 day'`.execute(work.tx)
  const ended = await sql<{ staffId: bigint }>`
    delete from sessions s using provider_people p
    where p.issuer = ${issuer} and p.staff_id = s.staff_id and s.how = 'provider'
      and (${subject}::text is null or p.subject = ${subject}) and (${session}::text is null or s.provider_session = ${session})
    returning s.staff_id`.execute(work.tx)
  await recordDeskEvent(work, {
    action: 'sign-out',
    ...(ended.rows[0] ? { actorId: ended.rows[0].staffId } : {}),
    detail: { how: 'provider', ended: ended.rows.length },
  })
  work.announce({ topic: 'desk' })
}
