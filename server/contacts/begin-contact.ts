import type { TalksTo } from '#shared/contacts/states.ts'
import type { ContactView } from '#shared/contacts/views.ts'
import { recordEvent } from '../audit/record-event.ts'
import type { Work } from '../work.ts'
import { contactView } from './contact-view.ts'
import { openContact } from './open-contact.ts'

/** A conversation begins when its account is opened. Asked again while it lasts, it is the same one. */
export async function beginContact(
  work: Work,
  input: { accountId: string; talksTo: TalksTo },
): Promise<ContactView> {
  const contact = await openContact(work, input)
  await recordEvent(work, {
    accountId: input.accountId,
    action: 'begin-contact',
    detail: { contact: contact.contactId.toString(), talksTo: contact.talksTo },
  })
  return contactView(contact)
}
