import { type RawBuilder, sql } from 'kysely'
import type { Facts, Given } from '#shared/credits/facts.ts'
import type { Programme } from '#shared/programmes/document.ts'
import type { Db } from '../db/client.ts'
import { measuredLines } from '../outages/measured-lines.ts'
import { type AccountRow, factsOfRow } from './facts-of-row.ts'
import { type OutageKnown, outageFacts, windowOf } from './outage-facts.ts'

/** An account as a run or a simulation looks at it: what is evaluated, and what its credit and notice need. */
export type AccountForCredit = {
  readonly accountId: string
  readonly facts: Facts
  readonly type: AccountRow['type']
  readonly market: string
  readonly lines: number
  readonly billDay: number
  readonly language: 'en' | 'es'
  readonly currency: string
  /** Net of reversals, for this outage, by any programme. */
  readonly given: readonly Given[]
}

/** The next accounts after a number, in order, with the facts that this programme asks for. The first batch is after ''. */
export async function factsOf(
  db: Db,
  programme: Programme,
  outageId: string,
  after: string,
  limit: number,
): Promise<AccountForCredit[]> {
  return loadFacts(db, await outageFacts(db, programme, outageId), { after, limit })
}

/** The facts of one account, as the account page evaluates it. */
export async function factsOfAccount(
  db: Db,
  programme: Programme,
  outageId: string,
  accountId: string,
): Promise<AccountForCredit | null> {
  const [found] = await loadFacts(db, await outageFacts(db, programme, outageId), { only: accountId })
  return found ?? null
}

export type Range =
  | { readonly after: string; readonly until?: string | null; readonly limit: number }
  | { readonly only: string }

/**
 * One statement for a batch: it reads the rows between two account numbers in the order of their keys, and of those only
 * what the programme needs. JSON made by the database is what the driver reads fastest.
 */
export async function loadFacts(db: Db, outage: OutageKnown, range: Range): Promise<AccountForCredit[]> {
  const found = await sql<AccountRow>`${batch(outage, range)}`.execute(db)
  return found.rows.map((row) => ({
    accountId: row.accountId,
    type: row.type,
    market: row.market ?? '',
    lines: row.lineCount,
    billDay: row.billDay,
    language: row.language,
    currency: row.currency,
    given: row.given ?? [],
    facts: factsOfRow(outage, row),
  }))
}

function batch(outage: OutageKnown, range: Range) {
  const { needed, outageId } = outage
  const inRange =
    'only' in range
      ? sql`a.account_id = ${range.only}`
      : range.until
        ? sql`a.account_id > ${range.after} and a.account_id <= ${range.until}`
        : sql`a.account_id > ${range.after}`
  const within = (of: string) =>
    'only' in range
      ? sql`${sql.ref(`${of}.account_id`)} = ${range.only}`
      : sql`${sql.ref(`${of}.account_id`)} between (select first from edges) and (select last from edges)`
  return sql`
    with batch as materialized (
      select a.account_id, a.type, a.status, a.closed_on, a.time_zone, a.state, a.bill_day, a.language, a.currency
      from accounts a where ${inRange} order by a.account_id ${'only' in range ? sql`` : sql`limit ${range.limit}`}
    ), edges as materialized (
      select min(account_id) as first, max(account_id) as last from batch
    )${outage.window === 'proposed' ? sql`, impacts as (${measuredLines(outageId, windowOf(outage), within('i'))})` : sql``}${needed.names.has('unit.attachedAtStart') ? sql`, sited as (${sitedLines(outageId, within('e'))})` : sql``}, lined as (
      select l.account_id, count(*)::int as line_count,
        coalesce(bool_or(i.seconds_lost > 0), false) as any_affected,
        coalesce(bool_or(i.seconds_lost > 0 and l.status = 'active'), false) as any_active_affected
        ${needed.units ? sql`, json_agg(${lineJson(outage)} order by l.line_id) as lines` : sql``}
      from lines l left join ${lossesOf(outage, within('i'))}
        ${needed.names.has('unit.attachedAtStart') ? sql`left join sited x on x.account_id = l.account_id and x.line_id = l.line_id` : sql``}
      where ${within('l')}
      group by l.account_id
    )${needed.given ? sql`, given as (${givenRows(within('k'))})` : sql``}
    select b.account_id, b.type, b.status, b.state as market, b.bill_day, b.language, b.currency,
      b.closed_on is not null and b.closed_on < (${outage.startsAt}::timestamptz at time zone b.time_zone)::date as closed_before_start,
      coalesce(n.line_count, 0) as line_count, coalesce(n.any_affected, false) as any_affected,
      coalesce(n.any_active_affected, false) as any_active_affected
      ${needed.units ? sql`, n.lines` : sql``} ${needed.given ? sql`, g.given` : sql``}
    from batch b left join lined n on n.account_id = b.account_id
      ${needed.given ? sql`left join given g on g.account_id = b.account_id` : sql``}
    order by b.account_id`
}

/** What each line lost: as it was measured, or measured now in a window that is only proposed. */
const lossesOf = ({ window, outageId }: OutageKnown, within: RawBuilder<unknown>) =>
  window === 'in force'
    ? sql`line_impacts i on i.account_id = l.account_id and i.line_id = l.line_id and i.outage_id = ${outageId} and ${within}`
    : sql`impacts i on i.account_id = l.account_id and i.line_id = l.line_id`

/** A line as a list, in the order of LineRow: names would weigh more than what they name. */
function lineJson(outage: OutageKnown) {
  const { needed, outageId } = outage
  const { losses, names } = needed
  const own = sql`e.account_id = l.account_id and e.line_id = l.line_id and e.outage_id = ${outageId}`
  return sql`json_build_array(l.line_id::text, l.status, l.monthly_charge::text, l.time_zone, l.activated_on,
    ${losses ? sql`case when i.seconds_lost > 0 then ${piecesJson(own, windowOf(outage))} end` : sql`null`},
    ${names.has('unit.attachedAtStart') ? sql`x.attached` : sql`null`})`
}

/** Whether the evidence of a line names a site that went out: joined once for the batch, not looked up line by line. */
const sitedLines = (outageId: string, within: ReturnType<typeof sql>) => sql`
  select e.account_id, e.line_id, bool_or(e.site in (select s.site from outage_sites s where s.outage_id = ${outageId})) as attached
  from impact_intervals e where e.outage_id = ${outageId} and ${within} group by e.account_id, e.line_id`

/**
 * The stretches without service as [start, seconds]. Most lines have one, which line_impacts already holds; only for
 * the others is the evidence joined again, by the rule of server/outages/measure-impacts.ts.
 */
function piecesJson(own: RawBuilder<unknown>, window: RawBuilder<unknown>) {
  return sql`case when floor(date_part('epoch', i.last_back_at - i.first_lost_at)) = i.seconds_lost
    then json_build_array(json_build_array(floor(date_part('epoch', i.first_lost_at))::bigint, i.seconds_lost))
    else (select json_agg(json_build_array(floor(date_part('epoch', lower(piece)))::bigint, floor(date_part('epoch', upper(piece) - lower(piece)))::bigint) order by piece)
      from (select unnest(range_agg(span)) as piece from (
        select tstzrange(e.detached_at, coalesce(e.reattached_at,
            min(e.detached_at) over (order by e.detached_at groups between 1 following and unbounded following),
            greatest(o.ends_at, e.detached_at))) * tstzrange(o.starts_at, o.ends_at) as span
          from impact_intervals e cross join ${window} o where ${own}) spans
        where not isempty(span)) pieces) end`
}

/** What automatic credits came to, by the ledger itself: posted less what was taken back. */
function givenRows(within: ReturnType<typeof sql>) {
  return sql`select k.account_id, json_agg(json_strip_nulls(json_build_object('programme', k.programme_id, 'version', k.programme_version,
      'group', p.document #>> '{stacking,group}', 'outage', k.outage_id, 'minor', k.minor::text, 'daysAgo', k.days_ago)) order by k.credit_id) as given
    from (select k.account_id, k.credit_id, k.programme_id, k.programme_version, k.outage_id,
        coalesce(d.business_date, (now() at time zone d.business_zone)::date) - k.scheduled_on as days_ago,
        (select coalesce(sum(case when t.kind = 'reverse' then -t.amount when t.kind in ('post', 'post_hold') then t.amount else 0 end), 0)
          from transfers t where t.account_id = k.account_id and t.credit_id = k.credit_id) as minor
      from credits k cross join desk d where ${within}) k
    join programmes p on p.programme_id = k.programme_id and p.version = k.programme_version
    where k.minor > 0 group by k.account_id`
}
