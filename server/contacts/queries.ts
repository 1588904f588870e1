import { sql } from 'kysely'
import type { AccountStatus, AccountType } from '#shared/accounts/account.ts'
import { maskEmail, maskPhone } from '#shared/accounts/mask.ts'
import { mayReview } from '#shared/contacts/permissions.ts'
import {
  hasBusinessContacts,
  mostCodes,
  mostFailures,
  type TalksTo,
  type Verification,
} from '#shared/contacts/states.ts'
import type { BreakGlassRow, CallerCard, CallerReviews, FailedCaller } from '#shared/contacts/views.ts'
import type { Actor } from '#shared/staff/roles.ts'
import type { Db } from '../db/client.ts'
import { demoBusinessContact, demoPasscode } from '../demo/callers.ts'
import { notFound } from '../refusal.ts'
import type { Clock } from '../work.ts'
import { contactView } from './contact-view.ts'

type CardRow = {
  holderName: string
  type: AccountType
  status: AccountStatus
  email: string | null
  contactPhone: string | null
  textsRefused: boolean
  hasPasscode: boolean
  hasContacts: boolean
  failedAt: string[]
  codes: number
  contactId: bigint | null
  talksTo: TalksTo
  verification: Verification | null
  verifiedAt: Date | null
  expiresAt: Date
  calledBackAt: Date | null
  codeUntil: Date | null
  outage: CallerCard['outage']
}

/** Enough to ask, nothing to tell. One statement, and nothing in it says what happened to this customer. */
export async function callerCard(
  db: Db,
  ask: { accountId: string; actor: Actor; clock: Clock; demo: boolean; canCompare: boolean },
): Promise<CallerCard> {
  const { accountId, actor, clock, demo, canCompare } = ask
  const found = await sql<CardRow>`
    select a.holder_name, a.type, a.status, a.email, a.contact_phone, a.texts_refused,
      exists (select from passcodes p where p.account_id = a.account_id) as has_passcode,
      exists (select from business_contacts b where b.account_id = a.account_id) as has_contacts,
      coalesce((select jsonb_agg(f.checked_at order by f.checked_at) from caller_checks f where f.account_id = a.account_id and f.outcome = 'failed'
        and f.checked_at > now() - interval '24 hours'), '[]') as failed_at,
      (select count(*)::int from caller_codes s where s.account_id = a.account_id and s.sent_at > now() - interval '24 hours') as codes,
      k.contact_id, k.talks_to, k.verification, k.verified_at, k.expires_at, k.called_back_at,
      (select max(c.expires_at) from caller_codes c where c.account_id = k.account_id and c.contact_id = k.contact_id
        and c.used_at is null and c.expires_at > now()) as code_until,
      (select jsonb_build_object('name', o.name, 'say', o.wording) from outages o order by o.starts_at desc limit 1) as outage
    from accounts a left join contacts k on k.account_id = a.account_id and k.staff_id = ${actor.staffId} and k.ended_at is null and k.expires_at > now()
    where a.account_id = ${accountId}`.execute(db)
  const row = found.rows[0]
  if (!row) throw notFound('account')
  const text = row.contactPhone !== null && !row.textsRefused ? maskPhone(row.contactPhone) : null
  const failures = row.failedAt.length
  const oldest = row.failedAt.at(-mostFailures)
  const locked = failures >= mostFailures && oldest !== undefined
  return {
    asOf: clock.now.toISOString(),
    accountId,
    holderName: row.holderName,
    type: row.type,
    status: row.status,
    text,
    email: row.email === null ? null : maskEmail(row.email),
    ways: {
      passcode: row.hasPasscode ? canCompare : demo,
      code: canCompare && row.codes < mostCodes && (text !== null || row.email !== null),
      callBack: row.contactPhone !== null,
      businessContact: hasBusinessContacts(row.type) && row.hasContacts,
    },
    triesLeft: Math.max(0, mostFailures - failures),
    lockedUntil: locked ? new Date(new Date(oldest).getTime() + 86_400_000).toISOString() : null,
    contact: row.contactId === null ? null : contactView({ ...row, contactId: row.contactId }),
    outage: row.outage,
    demo: demo
      ? { passcode: row.hasPasscode ? null : demoPasscode, businessContact: demoBusinessContact }
      : null,
  }
}

const shown = 50

/** What supervisors look through: accounts opened without their caller, and callers who failed, of the last days. */
export async function callerReviews(db: Db, actor: Actor): Promise<CallerReviews> {
  type Row = Omit<BreakGlassRow, 'reviewed' | 'mayReview' | 'at'> & {
    staffId: bigint
    at: Date
    reviewedBy: string | null
    reviewedAt: Date | null
    remark: string | null
  }
  const rows = (which: ReturnType<typeof sql>) => sql<Row>`
    select k.account_id, k.contact_id::text as contact_id, k.staff_id, s.name as by, k.talks_to, k.reason, k.verified_at as at,
      (select count(*)::int from adjustments j where j.account_id = k.account_id and j.contact_id = k.contact_id) as credits,
      r.name as reviewed_by, k.reviewed_at, k.remark
    from contacts k join staff s on s.staff_id = k.staff_id left join staff r on r.staff_id = k.reviewed_by
    where k.reason is not null and ${which} limit ${shown}`
  const [open, reviewed, failed] = await Promise.all([
    rows(sql`k.reviewed_by is null order by k.began_at`).execute(db),
    rows(sql`k.reviewed_at > now() - interval '7 days' order by k.began_at desc`).execute(db),
    sql<Omit<FailedCaller, 'last'> & { last: Date }>`
      select account_id, count(*)::int as failures, count(distinct staff_id)::int as people, max(checked_at) as last,
        count(*) filter (where checked_at > now() - interval '24 hours') >= ${mostFailures}::int as locked
      from caller_checks where outcome = 'failed' and checked_at > now() - interval '7 days'
      group by account_id order by max(checked_at) desc limit ${shown}`.execute(db),
  ])
  const view = (row: Row): BreakGlassRow => ({
    accountId: row.accountId,
    contactId: row.contactId,
    by: row.by,
    talksTo: row.talksTo,
    reason: row.reason,
    at: row.at.toISOString(),
    credits: row.credits,
    reviewed:
      row.reviewedBy && row.reviewedAt
        ? { by: row.reviewedBy, at: row.reviewedAt.toISOString(), remark: row.remark ?? '' }
        : null,
    mayReview: mayReview(actor, row.staffId).ok,
  })
  return {
    open: open.rows.map(view),
    reviewed: reviewed.rows.map(view),
    failed: failed.rows.map((row) => ({ ...row, last: row.last.toISOString() })),
  }
}
