import type { Checked } from '#shared/contacts/views.ts'
import { Refusal } from '../refusal.ts'
import type { Work } from '../work.ts'
import { openContact } from './open-contact.ts'
import { checkedAlready, writeCheck } from './write-check.ts'

/** Somebody answered at the number of record, after it was called back in this contact. It is never locked. */
export async function confirmCallBack(work: Work, input: { accountId: string }): Promise<Checked> {
  const contact = await openContact(work, input)
  if (contact.verification) return checkedAlready(contact)
  if (!contact.calledBackAt)
    throw new Refusal('WAY_NOT_OFFERED', 'The number of record has not been called back yet.')
  return writeCheck(work, contact, 'call-back', true)
}
