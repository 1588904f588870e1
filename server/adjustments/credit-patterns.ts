import { sql } from 'kysely'
import {
  fewest,
  isMostlyGoodwill,
  isNearLimit,
  isRepeated,
  isSplit,
  nearFrom,
  type OversightShare,
  shownOfEach,
  splitDays,
  splitFrom,
  windowDays,
} from '#shared/adjustments/oversight.ts'
import type { AccountLine, Oversight, ShareLine } from '#shared/adjustments/oversight-views.ts'
import { money, moneyView } from '#shared/money.ts'
import type { Actor } from '#shared/staff/roles.ts'
import type { Db } from '../db/client.ts'

type AccountRow = {
  staffId: string
  name: string
  accountId: string
  currency: string
  limit: string
  credits: number
  days: number
  sum: string
  large: number
  lately: string
}
type PersonRow = {
  staffId: string
  name: string
  atOnce: number
  near: number
  all: number
  goodwill: number
}
type Row = { accounts: AccountRow[]; people: PersonRow[]; usual: Omit<PersonRow, 'staffId' | 'name'> | null }

/**
 * Who gives how: one pass over the credits of the last weeks by each person's own index, first summed by person and account
 * and then by person. The database leaves out what is too few to mean anything; the rules in shared/ decide.
 */
export async function creditPatterns(
  db: Db,
  actor: Actor,
): Promise<Pick<Oversight, 'splits' | 'repeats' | 'nearLimit' | 'goodwill'>> {
  const found = await sql<Row>`
    with by_account as materialized (
      select s.staff_id, a.account_id, min(a.currency) as currency, min(l.per_action) as most, count(*) as credits,
        min(a.business_date) < max(a.business_date) as on_days, sum(coalesce(a.granted, a.requested)) as sum,
        count(*) filter (where a.approvals_needed = 0) as at_once,
        count(*) filter (where a.approvals_needed = 0 and a.requested * 100 >= l.per_action * ${nearFrom}::int) as near,
        count(*) filter (where a.kind = 'goodwill') as goodwill,
        count(*) filter (where a.approvals_needed = 0 and a.requested * 100 >= l.per_action * ${splitFrom}::int
          and a.requested_at > now() - make_interval(days => ${splitDays}::int)) as large,
        coalesce(sum(a.requested) filter (where a.approvals_needed = 0 and a.requested_at > now() - make_interval(days => ${splitDays}::int)), 0) as lately
      from staff s join limit_levels l on l.level = s.limit_level
      cross join lateral (select j.account_id, j.currency, j.business_date, j.granted, j.requested, j.approvals_needed, j.kind, j.requested_at from adjustments j where j.requested_by = s.staff_id
        and j.requested_at > now() - make_interval(days => ${windowDays}::int) and j.state in ('requested', 'granted', 'reversed') offset 0) a
      group by s.staff_id, a.account_id
    ), people as (
      select staff_id, sum(at_once)::int as at_once, sum(near)::int as near, sum(credits)::int as all, sum(goodwill)::int as goodwill
      from by_account group by staff_id
    )
    select
      coalesce((select jsonb_agg(jsonb_build_object('staffId', x.staff_id::text, 'name', s.name, 'accountId', x.account_id, 'currency', x.currency, 'limit', x.most::text,
          'credits', x.credits, 'days', d.days, 'sum', x.sum::text, 'large', x.large, 'lately', x.lately::text) order by x.sum desc)
        from (select * from by_account where credits >= ${fewest.repeats}::int and on_days or large >= 2 order by sum desc limit 500) x
        join staff s on s.staff_id = x.staff_id
        cross join lateral (select count(distinct j.business_date) as days from adjustments j where j.account_id = x.account_id and j.requested_by = x.staff_id
          and j.requested_at > now() - make_interval(days => ${windowDays}::int) and j.state in ('requested', 'granted', 'reversed')) d), '[]') as accounts,
      coalesce((select jsonb_agg(jsonb_build_object('staffId', p.staff_id::text, 'name', s.name, 'atOnce', p.at_once, 'near', p.near, 'all', p.all, 'goodwill', p.goodwill)
          order by p.near desc, p.goodwill desc, s.name)
        from people p join staff s on s.staff_id = p.staff_id where p.near >= ${fewest.near}::int or p.goodwill >= ${fewest.goodwill}::int), '[]') as people,
      (select jsonb_build_object('atOnce', sum(at_once), 'near', sum(near), 'all', sum(p.all), 'goodwill', sum(goodwill)) from people p having count(*) > 0) as usual`.execute(
    db,
  )
  const row = found.rows[0]
  if (!row) throw new Error('The desk answered nothing.')
  const { accounts, people, usual } = row
  const you = (staffId: string) => staffId === actor.staffId.toString()
  const accountLine = (each: AccountRow): AccountLine => ({
    you: you(each.staffId),
    person: { staffId: each.staffId, name: each.name },
    accountId: each.accountId,
    credits: each.credits,
    days: each.days,
    amount: moneyView(money(BigInt(each.sum), each.currency)),
    limit: moneyView(money(BigInt(each.limit), each.currency)),
  })
  const shares = (
    standsOut: (one: OversightShare, usual: OversightShare) => boolean,
    shareOf: (each: Omit<PersonRow, 'staffId' | 'name'>) => OversightShare,
  ): ShareLine[] =>
    people
      .filter((each) => usual && standsOut(shareOf(each), without(shareOf(usual), shareOf(each))))
      .slice(0, shownOfEach)
      .map((each) => ({
        you: you(each.staffId),
        person: { staffId: each.staffId, name: each.name },
        ...shareOf(each),
      }))
  const split = ({ large, lately, limit }: AccountRow) =>
    isSplit({ large, sum: BigInt(lately), limit: BigInt(limit) })
  return {
    splits: accounts.filter(split).slice(0, shownOfEach).map(accountLine),
    repeats: accounts.filter(isRepeated).slice(0, shownOfEach).map(accountLine),
    nearLimit: shares(isNearLimit, ({ near, atOnce }) => ({ part: near, whole: atOnce })),
    goodwill: shares(isMostlyGoodwill, ({ goodwill, all }) => ({ part: goodwill, whole: all })),
  }
}

/** What is usual is what the others do: somebody who gives most of all credits is not measured by themselves. */
const without = (all: OversightShare, one: OversightShare): OversightShare => ({
  part: all.part - one.part,
  whole: all.whole - one.whole,
})
