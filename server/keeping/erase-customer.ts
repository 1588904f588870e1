import { sql } from 'kysely'
import { mayKeep } from '#shared/staff/permissions.ts'
import { recordEvent } from '../audit/record-event.ts'
import { insist, notFound, Refusal } from '../refusal.ts'
import { actorOf, type Work } from '../work.ts'

/** What an erased account is called from then on. */
export const erasedName = 'Erased customer'

type Standing = { erased: boolean; held: boolean; waiting: number }

/**
 * Replaces a customer's name, e-mail, numbers and address, and empties what people wrote and what was sent. Money, its
 * decisions and the journal stay: they hold the account's number and amounts. False when it was erased before.
 */
export async function eraseCustomer(
  work: Work,
  { accountId, reason }: { accountId: string; reason: string },
): Promise<boolean> {
  insist(mayKeep(actorOf(work)))
  const found = await sql<Standing>`
    select a.erased_at is not null as erased,
      exists (select from legal_holds h where h.account_id = a.account_id and h.released_at is null) as held,
      (select count(*)::int from adjustments where account_id = a.account_id and state = 'requested')
        + (select count(*)::int from reversal_requests where account_id = a.account_id and state = 'requested') as waiting
    from accounts a where a.account_id = ${accountId} for update of a`.execute(work.tx)
  const standing = found.rows[0]
  if (!standing) throw notFound('account')
  if (standing.erased) return false
  if (standing.held)
    throw new Refusal('NOT_ALLOWED', `Account ${accountId} is under a legal hold: it stays as it is.`)
  if (standing.waiting > 0)
    throw new Refusal(
      'STALE',
      `Account ${accountId} has a request that waits: let it be decided first, then erase.`,
    )
  const lines = await replacePersonal(work, accountId)
  await recordEvent(work, { accountId, action: 'erase-customer', reason, detail: { lines } })
  work.announce({ topic: 'account', accountId })
  return true
}

/** The account first: the database lets the text of notices go only for an account that is erased. */
async function replacePersonal(work: Work, accountId: string): Promise<number> {
  await sql`update accounts set holder_name = ${erasedName}, name_words = '', email = null, contact_phone = null, street = null,
      city = null, state = null, postal_code = null, texts_refused = true, erased_at = now(), updated_at = now()
    where account_id = ${accountId}`.execute(work.tx)
  // No number of anybody's: country codes do not begin with 0.
  const lines =
    await sql`update lines set phone = '+000' || lpad(line_id::text, 12, '0'), imsi = null, updated_at = now()
    where account_id = ${accountId} returning 1 as one`.execute(work.tx)
  await sql`update drafts set note = '', amount_text = '' where account_id = ${accountId} and (note <> '' or amount_text <> '')`.execute(
    work.tx,
  )
  await sql`update adjustments set note = '' where account_id = ${accountId} and note <> ''`.execute(work.tx)
  await sql`delete from passcodes where account_id = ${accountId}`.execute(work.tx)
  await sql`delete from caller_codes where account_id = ${accountId}`.execute(work.tx)
  await sql`delete from business_contacts where account_id = ${accountId}`.execute(work.tx)
  await sql`update notices set body = '', address = null, sealed = null, state = case state when 'waiting' then 'failed' else state end,
      failed_on = case state when 'waiting' then ${work.businessDate}::date else failed_on end,
      failed_because = case state when 'waiting' then 'The customer’s data was erased.' else failed_because end
    where account_id = ${accountId} and (body <> '' or address is not null or sealed is not null)`.execute(
    work.tx,
  )
  return lines.rows.length
}
