import { sql } from 'kysely'
import type { TalksTo } from '#shared/contacts/states.ts'
import type { Checked } from '#shared/contacts/views.ts'
import { recordEvent } from '../audit/record-event.ts'
import type { Work } from '../work.ts'
import { contactView } from './contact-view.ts'
import { openContact } from './open-contact.ts'
import { checkedAlready } from './write-check.ts'

/** Opens an account without its caller: a letter, the back office, an emergency. It stands on the supervisors' list at once. */
export async function breakGlass(
  work: Work,
  input: { accountId: string; talksTo: TalksTo; reason: string },
): Promise<Checked> {
  const contact = await openContact(work, input)
  if (contact.verification) return checkedAlready(contact)
  const { accountId, contactId } = contact
  const found = await sql<{ verifiedAt: Date; expiresAt: Date }>`
    update contacts set verification = 'break-glass', reason = ${input.reason}, verified_at = now(), expires_at = now() + interval '30 minutes'
    where account_id = ${accountId} and contact_id = ${contactId} returning verified_at, expires_at`.execute(
    work.tx,
  )
  const times = found.rows[0]
  if (!times) throw new Error('The contact is gone.')
  await recordEvent(work, {
    accountId,
    action: 'break-glass',
    reason: input.reason,
    detail: { contact: contactId.toString(), talksTo: contact.talksTo },
  })
  return {
    ...checkedAlready(contact),
    contact: contactView({ ...contact, ...times, verification: 'break-glass' }),
  }
}
