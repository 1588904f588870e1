import { sql } from 'kysely'
import type { AccountStatus, AccountType } from '#shared/accounts/account.ts'
import type { Claim, GiveFacts } from '#shared/adjustments/decide.ts'
import { fairOffer, type OfferLine } from '#shared/credits/fair-offer.ts'
import { timeLost } from '#shared/outages/time-lost.ts'
import type { Actor } from '#shared/staff/roles.ts'
import type { Relation } from '#shared/staff/states.ts'
import { billCloseAfter, daysInMonthOf } from '#shared/time.ts'
import type { Db } from '../db/client.ts'
import { notFound } from '../refusal.ts'
import { type Reason, type RungRow, rungsOf, standingColumns } from './desk-facts.ts'

export type Giving = {
  give: GiveFacts
  reason: Reason | null
  /** The fair offer at this moment, minor units, and what it was worked out of. */
  offered: bigint
  offeredFor: { lines: readonly OfferLine[]; daysOfMonth: number }
  /** Requests of this account whose time is up: a command ends them before it decides. */
  expired: bigint[]
}

type Row = {
  type: AccountType
  status: AccountStatus
  currency: string
  billDay: number
  startsAt: Date | null
  endsAt: Date
  timeZone: string
  lines: { charge: string; lost: [from: string, to: string | null][] }[]
  posted: bigint
  postedByPeople: bigint
  held: bigint
  claims: (Omit<Claim, 'amount'> & { amount: string })[]
  reason: Reason | null
  expired: string[]
  ladder: RungRow[]
  givenToday: string
  waiting: number
  budgetLeft: string
  stopped: GiveFacts['stopped']
  linked: Relation | null
}

/**
 * What a posting and its preview decide by: one statement without names, documents or history, because it runs while
 * the account is locked. The sums are of transfers; the account page shows the same sums with their rows.
 */
export async function giveFacts(
  db: Db,
  ask: { accountId: string; outageId: string; reasonCode: string; actor: Actor; businessDate: string },
): Promise<Giving> {
  const { accountId, outageId, actor, businessDate } = ask
  const found = await sql<Row>`
    with moved as (
      select coalesce(sum(case kind when 'post' then amount when 'post_hold' then amount when 'reverse' then -amount else 0 end), 0)::bigint as posted,
        coalesce(sum(case kind when 'post' then amount when 'post_hold' then amount when 'reverse' then -amount else 0 end) filter (where adjustment_id is not null), 0)::bigint as posted_by_people,
        coalesce(sum(amount) filter (where kind = 'hold' and expires_at > now() and not exists (
          select from transfers r where r.account_id = t.account_id and r.hold_id = t.transfer_id)), 0)::bigint as held
      from transfers t where account_id = ${accountId} and outage_id = ${outageId}
    )
    select a.type, a.status, a.currency, a.bill_day, m.*, o.starts_at, o.ends_at, o.time_zone,
      coalesce((select jsonb_agg(jsonb_build_object('charge', l.monthly_charge::text, 'lost', coalesce(
          (select jsonb_agg(jsonb_build_array(i.detached_at, i.reattached_at) order by i.detached_at) from impact_intervals i
            where i.account_id = l.account_id and i.line_id = l.line_id and i.outage_id = ${outageId}), '[]')))
        from lines l where l.account_id = a.account_id and l.status <> 'closed'), '[]') as lines,
      coalesce((select jsonb_agg(jsonb_build_object('kind', c.kind, 'state', case j.state when 'requested' then 'asked' else 'given' end,
          'adjustmentId', c.adjustment_id::text, 'amount', coalesce(j.granted, j.requested, k.amount)::text, 'by', coalesce(s.name, 'the automatic credit')))
        from claims c
        left join adjustments j on j.account_id = c.account_id and j.adjustment_id = c.adjustment_id
        left join credits k on k.account_id = c.account_id and k.credit_id = c.credit_id
        left join staff s on s.staff_id = j.requested_by
        where c.account_id = a.account_id and c.outage_id = ${outageId} and c.freed_at is null
          and not (j.state is not distinct from 'requested' and j.expires_at <= now())), '[]') as claims,
      (select jsonb_build_object('code', code, 'label', label, 'kind', kind, 'noteAtLeast', note_at_least, 'escalates', escalates)
        from reason_codes where code = ${ask.reasonCode} and active) as reason,
      coalesce((select jsonb_agg(adjustment_id::text) from adjustments e where e.account_id = a.account_id and e.outage_id = ${outageId}
        and e.state = 'requested' and e.expires_at <= now()), '[]') as expired,
      (select relation from staff_accounts ln where ln.account_id = a.account_id and ln.staff_id = ${actor.staffId} and ln.ended_at is null) as linked,
      ${standingColumns({ staffId: actor.staffId, businessDate }, sql`(${outageId})`)}
    from accounts a cross join moved m left join outages o on o.outage_id = ${outageId}
    where a.account_id = ${accountId}`.execute(db)
  const row = found.rows[0]
  if (!row) throw notFound('account')
  if (row.startsAt === null) throw notFound('outage')
  return givingOf(row, row.startsAt, actor, businessDate)
}

function givingOf(row: Row, startsAt: Date, actor: Actor, businessDate: string): Giving {
  const { type, status, currency, billDay, posted, postedByPeople, held, waiting, stopped, reason, linked } =
    row
  const window = { startsAt, endsAt: row.endsAt }
  const lines = row.lines.map(({ charge, lost }) => ({
    monthlyCharge: BigInt(charge),
    secondsLost: timeLost(
      lost.map(([from, to]) => ({
        detachedAt: new Date(from),
        reattachedAt: to === null ? null : new Date(to),
      })),
      window,
    ).secondsLost,
  }))
  const days = daysInMonthOf(window.startsAt, row.timeZone)
  return {
    give: {
      account: { type, status, currency },
      actor,
      linked,
      givenToday: BigInt(row.givenToday),
      waiting,
      givenOnAccount: postedByPeople + held,
      givenForOutage: posted,
      budgetLeft: BigInt(row.budgetLeft),
      ladder: rungsOf(row.ladder),
      stopped,
      claims: row.claims.map((claim) => ({ ...claim, amount: BigInt(claim.amount) })),
      billOn: billCloseAfter(businessDate, billDay, 1),
      promisedBy: billCloseAfter(businessDate, billDay, 2),
    },
    reason,
    offered: fairOffer(lines, days, posted, currency).amount.minor,
    offeredFor: { lines, daysOfMonth: days },
    expired: row.expired.map(BigInt),
  }
}
