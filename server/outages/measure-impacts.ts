import { sql } from 'kysely'
import { loadEmpty } from '../imports/load-empty.ts'
import { analyze } from '../imports/staged-checks.ts'
import type { Work } from '../work.ts'

const measured = [
  'seconds_lost',
  'uncertain_seconds',
  'first_lost_at',
  'last_back_at',
  'weather_only',
] as const
const columns = sql.join(measured.map((name) => sql.ref(name)))
const columnsOf = (of: string) => sql.join(measured.map((name) => sql.ref(`${of}.${name}`)))

/**
 * Works out each line's loss in one outage from its intervals, for all lines at once. The rules are those of
 * shared/outages/time-lost.ts. A line without a second lost inside the window has no row. Weather only: of the site
 * outages that overlap the line's own intervals at those sites, each was weather (rulings 15).
 */
export async function measureImpacts(work: Work, outageId: string): Promise<{ lines: number }> {
  await sql`drop table if exists pg_temp.measured_impacts`.execute(work.tx)
  await sql`
    create temporary table measured_impacts on commit drop as
    with evidence as (
      select i.account_id, i.line_id, i.site, i.reattached_at is null as open,
        tstzrange(i.detached_at, coalesce(i.reattached_at,
          min(i.detached_at) over (partition by i.account_id, i.line_id order by i.detached_at groups between 1 following and unbounded following),
          greatest(o.ends_at, i.detached_at))) * tstzrange(o.starts_at, o.ends_at) as span
      from impact_intervals i join outages o using (outage_id)
      where i.outage_id = ${outageId}
    ), inside as (
      select * from evidence where not isempty(span)
    ), unions as (
      select account_id, line_id, range_agg(span) as lost, range_agg(span) filter (where not open) as sure, bool_or(open) as any_open
      from inside group by account_id, line_id
    ), weather as (
      select e.account_id, e.line_id
      from inside e
      join outage_sites s on s.outage_id = ${outageId} and s.site = e.site and tstzrange(s.down_at, s.up_at) && e.span
      group by e.account_id, e.line_id having bool_and(s.cause = 'weather')
    ), lengths as (
      select *,
        (select sum(extract(epoch from upper(piece) - lower(piece))) from unnest(lost) piece) as lost_for,
        case when any_open then (select sum(extract(epoch from upper(piece) - lower(piece))) from unnest(sure) piece) end as sure_for
      from unions
    )
    select l.account_id, l.line_id, floor(lost_for)::int as seconds_lost,
      case when any_open then floor(lost_for - coalesce(sure_for, 0))::int else 0 end as uncertain_seconds,
      lower(lost) as first_lost_at, upper(lost) as last_back_at, w.line_id is not null as weather_only
    from lengths l left join weather w on w.account_id = l.account_id and w.line_id = l.line_id
    where lost_for >= 1`.execute(work.tx)
  await analyze(work, 'measured_impacts', 0)
  await sql`
    delete from line_impacts l where l.outage_id = ${outageId}
      and not exists (select from measured_impacts m where m.account_id = l.account_id and m.line_id = l.line_id)`.execute(
    work.tx,
  )
  await sql`
    update line_impacts l set (${columns}) = row(${columnsOf('m')})
    from measured_impacts m
    where l.outage_id = ${outageId} and m.account_id = l.account_id and m.line_id = l.line_id
      and (${columnsOf('l')}) is distinct from (${columnsOf('m')})`.execute(work.tx)
  await loadEmpty(work, 'line_impacts', () =>
    sql`
    insert into line_impacts (account_id, line_id, outage_id, ${columns})
    select m.account_id, m.line_id, ${outageId}::text, ${columnsOf('m')} from measured_impacts m
    where not exists (select from line_impacts l where l.outage_id = ${outageId} and l.account_id = m.account_id and l.line_id = m.line_id)
    order by m.account_id, m.line_id`.execute(work.tx),
  )
  const found = await sql<{ lines: number }>`select count(*)::int as lines from measured_impacts`.execute(
    work.tx,
  )
  const lines = found.rows[0]?.lines ?? 0
  await analyze(work, 'line_impacts', lines)
  return { lines }
}
