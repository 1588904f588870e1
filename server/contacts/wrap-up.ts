import { sql } from 'kysely'
import type { ContactOutcome } from '#shared/contacts/states.ts'
import type { WrappedUp } from '#shared/contacts/views.ts'
import { recordEvent } from '../audit/record-event.ts'
import { notFound } from '../refusal.ts'
import { actorOf, type Work } from '../work.ts'

/** The conversation is over, and with it what was verified. */
export async function wrapUp(
  work: Work,
  input: { accountId: string; outcome: ContactOutcome },
): Promise<WrappedUp> {
  const { accountId, outcome } = input
  const ended = await sql<{ contactId: bigint; asked: boolean }>`
    update contacts set ended_at = now(), outcome = ${outcome}
    where account_id = ${accountId} and staff_id = ${actorOf(work).staffId} and ended_at is null and expires_at > now()
    returning contact_id, exists (select from adjustments a where a.account_id = contacts.account_id and a.state = 'requested') as asked`.execute(
    work.tx,
  )
  const contact = ended.rows[0]
  if (!contact) throw notFound('contact')
  await recordEvent(work, {
    accountId,
    action: 'wrap-up',
    detail: { contact: contact.contactId.toString(), outcome },
  })
  // Whoever decides a request of this customer sees who is on the line, and now nobody is.
  if (contact.asked) work.announce({ topic: 'queue' })
  return { accountId, outcome }
}
