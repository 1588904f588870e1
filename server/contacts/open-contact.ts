import { sql } from 'kysely'
import type { AccountType } from '#shared/accounts/account.ts'
import { mostFailures, type TalksTo, type Verification } from '#shared/contacts/states.ts'
import { notFound, Refusal } from '../refusal.ts'
import { actorOf, type Work } from '../work.ts'

export type OpenContact = {
  accountId: string
  contactId: bigint
  talksTo: TalksTo
  verification: Verification | null
  verifiedAt: Date | null
  expiresAt: Date
  calledBackAt: Date | null
  codeUntil: Date | null
  account: {
    type: AccountType
    email: string | null
    contactPhone: string | null
    textsRefused: boolean
    postalCode: string | null
    passcode: string | null
    failures: number
  }
}

/** Whoever checks, begins or ends a conversation about an account waits for whoever does so already. */
const lock = (accountId: string) =>
  sql`select pg_advisory_xact_lock(hashtext('makeright caller'), hashtext(${accountId}))`

/** This person's open contact with the account, begun now when there is none. A verified one keeps whom it was begun with. */
export async function openContact(
  work: Work,
  ask: { accountId: string; talksTo?: TalksTo },
): Promise<OpenContact> {
  const { accountId, talksTo = 'holder' } = ask
  const { staffId } = actorOf(work)
  await lock(accountId).execute(work.tx)
  await sql`update contacts set ended_at = expires_at, outcome = 'ran-out'
    where account_id = ${accountId} and staff_id = ${staffId} and ended_at is null and expires_at <= now()`.execute(
    work.tx,
  )
  await sql`insert into contacts (account_id, staff_id, talks_to, business_date)
    select account_id, ${staffId}::bigint, ${talksTo}::text, ${work.businessDate}::date from accounts where account_id = ${accountId}
    on conflict (account_id, staff_id) where ended_at is null
    do update set talks_to = excluded.talks_to where contacts.verification is null and contacts.talks_to <> excluded.talks_to
      and ${ask.talksTo !== undefined}::boolean`.execute(work.tx)
  const found = await sql<Omit<OpenContact, 'accountId'>>`
    select k.contact_id, k.talks_to, k.verification, k.verified_at, k.expires_at, k.called_back_at,
      (select max(c.expires_at) from caller_codes c where c.account_id = k.account_id and c.contact_id = k.contact_id
        and c.used_at is null and c.expires_at > now()) as code_until,
      jsonb_build_object('type', a.type, 'email', a.email, 'contactPhone', a.contact_phone, 'textsRefused', a.texts_refused, 'postalCode', a.postal_code,
        'passcode', (select hash from passcodes p where p.account_id = a.account_id),
        'failures', (select count(*) from caller_checks f where f.account_id = a.account_id and f.outcome = 'failed'
          and f.checked_at > now() - interval '24 hours')) as account
    from contacts k join accounts a on a.account_id = k.account_id
    where k.account_id = ${accountId} and k.staff_id = ${staffId} and k.ended_at is null`.execute(work.tx)
  const row = found.rows[0]
  if (!row) throw notFound('account')
  return { accountId, ...row }
}

/** After three failures in a day only the number of record is believed. The database refuses the fourth as well. */
export function insistOnTries({ account }: OpenContact): void {
  if (account.failures >= mostFailures)
    throw new Refusal(
      'CALLER_LOCKED',
      'Three attempts on this account failed within a day: call the number of record back.',
    )
}
