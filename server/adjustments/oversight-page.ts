import { sql } from 'kysely'
import { shownOfEach, splitDays, windowDays } from '#shared/adjustments/oversight.ts'
import type { Oversight, SprayLine, UnverifiedLine } from '#shared/adjustments/oversight-views.ts'
import { money, moneyView } from '#shared/money.ts'
import { adjustmentNumber } from '#shared/request-numbers.ts'
import type { Actor } from '#shared/staff/roles.ts'
import { lookupsToday } from '../audit/queries.ts'
import { callerReviews } from '../contacts/queries.ts'
import type { Db } from '../db/client.ts'
import type { Clock } from '../work.ts'
import { approvalPairs } from './approval-pairs.ts'
import { creditPatterns } from './credit-patterns.ts'

/**
 * Everything that somebody who looks after others should look at, in one answer. Who reads it may be in it: such a line says
 * so, and managers and auditors see the same list.
 */
export async function oversightPage(db: Db, actor: Actor, clock: Clock): Promise<Oversight> {
  const [patterns, pairs, unverified, callers, sprays, lookups] = await Promise.all([
    creditPatterns(db, actor),
    approvalPairs(db, actor),
    withoutCaller(db, actor),
    callerReviews(db, actor),
    latestSprays(db),
    lookupsToday(db),
  ])
  const outliers = lookups.people.filter((person) => person.standsOut)
  const lines = [pairs, unverified, ...Object.values(patterns)].flat()
  return {
    asOf: clock.now.toISOString(),
    days: windowDays,
    ...patterns,
    pairs,
    unverified,
    callers,
    sprays,
    lookups,
    aboutYou:
      lines.filter(({ you }) => you).length +
      outliers.filter(({ staffId }) => staffId === actor.staffId.toString()).length,
  }
}

/**
 * Credits of agents whose caller had not proven to be the customer: given behind a broken glass, or asked by nobody at all. Who
 * decides may give without a caller (rulings 22).
 */
async function withoutCaller(db: Db, actor: Actor): Promise<UnverifiedLine[]> {
  const found = await sql<{
    staffId: bigint
    name: string
    accountId: string
    adjustmentId: bigint
    amount: bigint
    currency: string
    at: Date
    breakGlass: boolean
  }>`
    select s.staff_id, s.name, a.account_id, a.adjustment_id, coalesce(a.granted, a.requested) as amount, a.currency, a.requested_at as at,
      a.verification is not null as break_glass
    from staff s cross join lateral (select * from adjustments j where j.requested_by = s.staff_id
      and j.requested_at > now() - make_interval(days => ${splitDays}::int) and (j.verification is null or j.verification = 'break-glass') offset 0) a
    where a.verification = 'break-glass' or s.role = 'agent'
    order by a.requested_at desc limit ${shownOfEach}`.execute(db)
  return found.rows.map((row) => ({
    you: row.staffId === actor.staffId,
    person: { staffId: row.staffId.toString(), name: row.name },
    accountId: row.accountId,
    adjustmentId: row.adjustmentId.toString(),
    number: adjustmentNumber(row.adjustmentId),
    amount: moneyView(money(row.amount, row.currency)),
    at: row.at.toISOString(),
    breakGlass: row.breakGlass,
  }))
}

/** Many names tried from one place: the sign-in writes one event of it in a quarter of an hour. */
async function latestSprays(db: Db): Promise<SprayLine[]> {
  const found = await sql<{ from: string; names: number; at: Date }>`
    select detail ->> 'from' as "from", coalesce((detail ->> 'names')::int, 0) as names, happened_at as at from desk_events
    where action = 'sign-in-spraying' and action <> 'read' and happened_at > now() - make_interval(days => ${splitDays}::int)
    order by event_id desc limit ${shownOfEach}`.execute(db)
  return found.rows.map((row) => ({ ...row, at: row.at.toISOString() }))
}
