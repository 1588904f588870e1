import type { Revealable } from '#shared/contacts/states.ts'
import type { Revealed } from '#shared/contacts/views.ts'
import { recordEvent } from '../audit/record-event.ts'
import { notFound } from '../refusal.ts'
import type { Work } from '../work.ts'

/** Shows in full what is masked everywhere, to somebody who says what for. The value itself is in no event. */
export async function revealDetail(
  work: Work,
  input: { accountId: string; what: Revealable; reason: string },
): Promise<Revealed> {
  const { accountId, what, reason } = input
  const account = await work.tx
    .selectFrom('accounts')
    .select(['email', 'contactPhone', 'street', 'city', 'state', 'postalCode'])
    .where('accountId', '=', accountId)
    .executeTakeFirst()
  if (!account) throw notFound('account')
  await recordEvent(work, { accountId, action: 'reveal', reason, detail: { what } })
  const { email, contactPhone, street, city, state, postalCode } = account
  const address = [street, city, [state, postalCode].filter(Boolean).join(' ')].filter(Boolean).join(', ')
  return { what, value: { email, phone: contactPhone, address: address || null }[what] }
}
