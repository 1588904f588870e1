import { sql } from 'kysely'
import type { TalksTo } from '#shared/contacts/states.ts'
import type { CallBack } from '#shared/contacts/views.ts'
import { recordEvent } from '../audit/record-event.ts'
import { Refusal } from '../refusal.ts'
import type { Work } from '../work.ts'
import { contactView } from './contact-view.ts'
import { openContact } from './open-contact.ts'

/** Hangs up and calls the number of record: it is shown for that, with an event, and to be called only. */
export async function callBack(
  work: Work,
  input: { accountId: string; talksTo: TalksTo },
): Promise<CallBack> {
  const contact = await openContact(work, input)
  const number = contact.account.contactPhone
  if (contact.talksTo === 'nobody' || !number)
    throw new Refusal('WAY_NOT_OFFERED', 'There is no number of record to call back.')
  await sql`update contacts set called_back_at = now()
    where account_id = ${contact.accountId} and contact_id = ${contact.contactId} and called_back_at is null`.execute(
    work.tx,
  )
  await recordEvent(work, {
    accountId: contact.accountId,
    action: 'call-back',
    detail: { contact: contact.contactId.toString() },
  })
  return { number, contact: contactView({ ...contact, calledBackAt: work.now }) }
}
