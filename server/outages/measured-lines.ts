import { type RawBuilder, sql } from 'kysely'

/**
 * What each line lost in an outage, from its intervals. The rules are those of shared/outages/time-lost.ts. A line without
 * a second lost inside the window has no row. Weather only: of the site outages that overlap the line's own intervals at
 * those sites, each was weather (rulings 15). `window` is a relation of one row with starts_at and ends_at: the window in
 * force, or one that is proposed; `within` narrows the lines by their intervals i.
 */
export const measuredLines = (
  outageId: string,
  window: RawBuilder<unknown>,
  within: RawBuilder<unknown> = sql`true`,
): RawBuilder<unknown> => sql`
    with evidence as (
      select i.account_id, i.line_id, i.site, i.reattached_at is null as open,
        tstzrange(i.detached_at, coalesce(i.reattached_at,
          min(i.detached_at) over (partition by i.account_id, i.line_id order by i.detached_at groups between 1 following and unbounded following),
          greatest(o.ends_at, i.detached_at))) * tstzrange(o.starts_at, o.ends_at) as span
      from impact_intervals i cross join ${window} o
      where i.outage_id = ${outageId} and ${within}
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
    where lost_for >= 1`

/** The window that is in force, as measuredLines reads it. */
export const windowInForce = (outageId: string): RawBuilder<unknown> =>
  sql`(select starts_at, ends_at from outages where outage_id = ${outageId})`
