import { type RawBuilder, sql } from 'kysely'
import type { AccountStatus, AccountType, LineStatus } from '#shared/accounts/account.ts'
import type { KeptFacts } from '#shared/adjustments/kept-facts.ts'
import type { AdjustmentState, CauseKind } from '#shared/adjustments/states.ts'
import { mustVerify } from '#shared/contacts/permissions.ts'
import type { ContactOutcome, TalksTo, Verification } from '#shared/contacts/states.ts'
import type { BillingState } from '#shared/ledger/billing.ts'
import type { Programme } from '#shared/programmes/document.ts'
import type { Actor } from '#shared/staff/roles.ts'
import type { Db } from '../db/client.ts'
import { type LinkRow, linksOf } from '../staff/links-of.ts'

/** What one statement brings of an account: everything the page, the decision and the queue look at. JSON, so bigints are text. */
export type AccountFacts = {
  account: {
    accountId: string
    type: AccountType
    status: AccountStatus
    closedOn: string | null
    holderName: string
    email: string | null
    contactPhone: string | null
    city: string | null
    state: string | null
    timeZone: string
    billDay: number
    language: 'en' | 'es'
    textsRefused: boolean
    currency: string
  }
  linked: LinkRow[]
  lines: {
    lineId: string
    phone: string
    planName: string
    monthlyCharge: string
    status: LineStatus
    market: string
    timeZone: string
    intervals: { source: string; site: string; detachedAt: string; reattachedAt: string | null }[]
  }[]
  credits: CreditRow[]
  adjustments: AdjustmentRow[]
  claims: {
    kind: CauseKind
    creditId: string | null
    adjustmentId: string | null
    amount: string
    state: string
    by: string | null
  }[]
  notices: {
    noticeId: string
    channel: 'text' | 'email'
    body: string
    state: string
    because: string | null
    madeAt: string
    day: string
  }[]
  /** Who talked to this customer, or opened the account without them: the latest, whatever it was about. */
  contacts: {
    contactId: string
    talksTo: TalksTo
    verification: Verification | null
    outcome: ContactOutcome | 'ran-out' | null
    by: string
    at: string
    day: string
  }[]
  settlements: {
    transferId: string
    way: 'final_bill' | 'refund'
    amount: string
    currency: string
    reason: string
    by: string
    at: string
    day: string
  }[]
}

export type CreditRow = {
  creditId: string
  amount: string
  currency: string
  billing: BillingState
  scheduledOn: string
  queuedOn: string | null
  acceptedOn: string | null
  appliedOn: string | null
  failedOn: string | null
  failedBecause: string | null
  billOn: string
  promisedBy: string
  programmeId: string
  programmeVersion: number
  document: Programme
  takenBack: string
  takenBackBy: string | null
  takenBackOn: string | null
  takenBackBecause: string | null
  /** Who started and who approved its run. */
  givenBy: string[]
  asked: AskedRow | null
}

/** A request to take it back that waits for a decision. */
export type AskedRow = {
  reversalRequestId: string
  amount: string
  reason: string
  by: string
  byId: string
  at: string
}

export type AdjustmentRow = {
  adjustmentId: string
  accountId: string
  outageId: string
  state: AdjustmentState
  kind: CauseKind
  reason: string
  note: string
  requested: string
  granted: string | null
  currency: string
  offered: string
  whyApproval: string | null
  needsRole: 'supervisor' | 'manager' | null
  approvalsNeeded: number
  requestedBy: string
  requestedByName: string
  requestedByLevel: string | null
  requestedAt: string
  day: string
  expiresAt: string | null
  expired: boolean
  decidedBy: string | null
  decidedByName: string | null
  decidedAt: string | null
  decisionReason: string | null
  billing: BillingState | null
  billOn: string | null
  promisedBy: string | null
  facts: Partial<KeptFacts>
  approvals: { approvedBy: string; name: string; amount: string; at: string }[]
  reversal: { amount: string; reason: string; by: string; at: string; day: string } | null
  asked: AskedRow | null
}

const askedJson = (
  item: RawBuilder<unknown>,
) => sql`(select jsonb_build_object('reversalRequestId', w.reversal_request_id::text, 'amount', w.amount::text,
    'reason', w.reason, 'by', p.name, 'byId', w.requested_by::text, 'at', w.requested_at)
  from reversal_requests w join staff p on p.staff_id = w.requested_by where w.state = 'requested' and ${item})`

/** The columns of an adjustment with its people, approvals and reversal, for `adjustments a`. One shape wherever one is shown. */
export const adjustmentJson = sql`jsonb_build_object(
  'adjustmentId', a.adjustment_id::text, 'accountId', a.account_id, 'outageId', a.outage_id, 'state', a.state, 'kind', a.kind,
  'reason', (select label from reason_codes r where r.code = a.reason_code), 'note', a.note,
  'requested', a.requested::text, 'granted', a.granted::text, 'currency', a.currency, 'offered', a.offered::text,
  'whyApproval', a.why_approval, 'needsRole', a.needs_role, 'approvalsNeeded', a.approvals_needed,
  'requestedBy', a.requested_by::text, 'requestedAt', a.requested_at, 'day', a.business_date,
  'requestedByName', q.name, 'requestedByLevel', q.limit_level,
  'expiresAt', a.expires_at, 'expired', coalesce(a.expires_at <= now(), false),
  'decidedBy', a.decided_by::text, 'decidedByName', d.name, 'decidedAt', a.decided_at, 'decisionReason', a.decision_reason,
  'billing', a.billing, 'billOn', a.bill_on, 'promisedBy', a.promised_by, 'facts', a.facts,
  'approvals', coalesce((select jsonb_agg(jsonb_build_object('approvedBy', v.approved_by::text, 'name', p.name, 'amount', v.amount::text, 'at', v.approved_at) order by v.approved_at)
    from approvals v join staff p on p.staff_id = v.approved_by where v.account_id = a.account_id and v.adjustment_id = a.adjustment_id), '[]'),
  'reversal', (select jsonb_build_object('amount', r.amount::text, 'reason', r.reason, 'by', p.name, 'at', r.reversed_at, 'day', r.business_date)
    from reversals r join staff p on p.staff_id = r.reversed_by where r.account_id = a.account_id and r.adjustment_id = a.adjustment_id),
  'asked', ${askedJson(sql`w.account_id = a.account_id and w.adjustment_id = a.adjustment_id`)})`
export const adjustmentPeople = sql`join staff q on q.staff_id = a.requested_by left join staff d on d.staff_id = a.decided_by`

/** Whether this person may be told what happened to the account of a row: an agent only while its caller is verified. */
export const told = (actor: Actor, account: RawBuilder<unknown>): RawBuilder<unknown> =>
  mustVerify(actor)
    ? sql`exists (select from contacts k where k.account_id = ${account} and k.staff_id = ${actor.staffId} and k.ended_at is null
        and k.expires_at > now() and k.verification is not null)`
    : sql`true`

/** Everything that counts is always there; of what came to nothing only the latest, so that no account grows heavy. */
const latestEnded = 50

const latestContacts = 20

/** Null when there is no such account. */
export async function accountFacts(
  db: Db,
  accountId: string,
  outageId: string,
): Promise<AccountFacts | null> {
  const found = await sql<AccountFacts>`
    select jsonb_build_object('accountId', c.account_id, 'type', c.type, 'status', c.status, 'closedOn', c.closed_on, 'holderName', c.holder_name,
        'email', c.email, 'contactPhone', c.contact_phone, 'city', c.city, 'state', c.state, 'timeZone', c.time_zone, 'billDay', c.bill_day,
        'language', c.language, 'textsRefused', c.texts_refused, 'currency', c.currency) as account,
      ${linksOf(sql`c.account_id`)} as linked,
      coalesce((select jsonb_agg(jsonb_build_object('lineId', l.line_id::text, 'phone', l.phone, 'planName', l.plan_name, 'monthlyCharge', l.monthly_charge::text,
          'status', l.status, 'market', l.market, 'timeZone', l.time_zone,
          'intervals', coalesce((select jsonb_agg(jsonb_build_object('source', i.source, 'site', i.site, 'detachedAt', i.detached_at, 'reattachedAt', i.reattached_at) order by i.detached_at)
            from impact_intervals i where i.account_id = l.account_id and i.line_id = l.line_id and i.outage_id = ${outageId}), '[]')) order by l.line_id)
        from lines l where l.account_id = c.account_id), '[]') as lines,
      coalesce((select jsonb_agg(jsonb_build_object('creditId', k.credit_id::text, 'amount', k.amount::text, 'currency', k.currency, 'billing', k.billing,
          'scheduledOn', k.scheduled_on, 'queuedOn', k.queued_on, 'acceptedOn', k.accepted_on, 'appliedOn', k.applied_on, 'failedOn', k.failed_on,
          'failedBecause', k.failed_because, 'billOn', k.bill_on, 'promisedBy', k.promised_by, 'programmeId', k.programme_id,
          'programmeVersion', k.programme_version, 'document', g.document,
          'takenBack', (select coalesce(sum(t.amount), 0)::text from transfers t where t.account_id = k.account_id and t.credit_id = k.credit_id and t.kind = 'reverse'),
          'takenBackOn', (select max(t.business_date) from transfers t where t.account_id = k.account_id and t.credit_id = k.credit_id and t.kind = 'reverse'),
          'takenBackBecause', (select r.reason from reversals r where r.account_id = k.account_id and r.credit_id = k.credit_id),
          'takenBackBy', (select p.name from reversals r join staff p on p.staff_id = r.reversed_by where r.account_id = k.account_id and r.credit_id = k.credit_id),
          'givenBy', (select jsonb_agg(distinct x.by::text) from programme_runs u, unnest(array[u.started_by, u.approved_by]) x(by) where u.run_id = k.run_id and x.by is not null),
          'asked', ${askedJson(sql`w.account_id = k.account_id and w.credit_id = k.credit_id`)}) order by k.credit_id)
        from credits k join programmes g on g.programme_id = k.programme_id and g.version = k.programme_version
        where k.account_id = c.account_id and k.outage_id = ${outageId}), '[]') as credits,
      coalesce((select jsonb_agg(${adjustmentJson} order by a.adjustment_id desc)
        from adjustments a ${adjustmentPeople} where a.account_id = c.account_id and a.outage_id = ${outageId}
          and (a.state in ('requested', 'granted', 'reversed') or a.adjustment_id in (select adjustment_id from adjustments
            where account_id = ${accountId} and outage_id = ${outageId} order by adjustment_id desc limit ${latestEnded}))), '[]') as adjustments,
      coalesce((select jsonb_agg(jsonb_build_object('kind', m.kind, 'creditId', m.credit_id::text, 'adjustmentId', m.adjustment_id::text,
          'amount', coalesce(j.granted, j.requested, k.amount)::text, 'state', coalesce(j.state, 'granted'), 'by', s.name))
        from claims m
        left join adjustments j on j.account_id = m.account_id and j.adjustment_id = m.adjustment_id
        left join credits k on k.account_id = m.account_id and k.credit_id = m.credit_id
        left join staff s on s.staff_id = j.requested_by
        where m.account_id = c.account_id and m.outage_id = ${outageId} and m.freed_at is null), '[]') as claims,
      coalesce((select jsonb_agg(jsonb_build_object('noticeId', n.notice_id::text, 'channel', n.channel, 'body', n.body, 'state', n.state, 'because', n.failed_because, 'madeAt', n.made_at, 'day', n.business_date))
        from notices n where n.account_id = c.account_id and coalesce(n.outage_id, ${outageId}) = ${outageId}), '[]') as notices,
      coalesce((select jsonb_agg(jsonb_build_object('contactId', k.contact_id::text, 'talksTo', k.talks_to, 'verification', k.verification,
          'outcome', coalesce(k.outcome, case when k.expires_at <= now() then 'ran-out' end), 'by', p.name, 'at', k.began_at, 'day', k.business_date))
        from (select * from contacts where account_id = ${accountId} and (verification is not null or outcome = 'not-verified')
          order by contact_id desc limit ${latestContacts}) k join staff p on p.staff_id = k.staff_id), '[]') as contacts,
      coalesce((select jsonb_agg(jsonb_build_object('transferId', e.transfer_id::text, 'way', e.way, 'amount', e.amount::text, 'currency', e.currency,
          'reason', e.reason, 'by', s.name, 'at', e.settled_at, 'day', e.business_date))
        from settlements e join transfers t on t.account_id = e.account_id and t.transfer_id = e.transfer_id join staff s on s.staff_id = e.settled_by
        where e.account_id = c.account_id and t.outage_id = ${outageId}), '[]') as settlements
    from accounts c where c.account_id = ${accountId}`.execute(db)
  return found.rows[0] ?? null
}
