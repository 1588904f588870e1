import { nameWords } from '#shared/accounts/name-words.ts'
import { hasBusinessContacts } from '#shared/contacts/states.ts'
import type { Checked } from '#shared/contacts/views.ts'
import { Refusal } from '../refusal.ts'
import type { Work } from '../work.ts'
import { insistOnTries, openContact } from './open-contact.ts'
import { checkedAlready, writeCheck } from './write-check.ts'

/** A business has agreed who speaks for it (47 CFR 64.2010(g)). The name is compared here and never shown. */
export async function checkBusinessContact(
  work: Work,
  input: { accountId: string; name: string },
): Promise<Checked> {
  const contact = await openContact(work, { accountId: input.accountId, talksTo: 'business' })
  if (contact.verification) return checkedAlready(contact)
  const known = await work.tx
    .selectFrom('businessContacts')
    .select('nameWords')
    .where('accountId', '=', input.accountId)
    .execute()
  if (!hasBusinessContacts(contact.account.type) || known.length === 0)
    throw new Refusal('WAY_NOT_OFFERED', 'No business contact is on file: use another way.')
  insistOnTries(contact)
  const said = nameWords(input.name)
  return writeCheck(
    work,
    contact,
    'business-contact',
    known.some((each) => each.nameWords === said),
  )
}
