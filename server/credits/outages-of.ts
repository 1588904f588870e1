import { sql } from 'kysely'
import type { OutageRow } from '#shared/credits/outage-views.ts'
import { moneyView } from '#shared/money.ts'
import type { Db } from '../db/client.ts'

type Row = Omit<OutageRow, 'window' | 'paid'> & {
  startsAt: Date
  endsAt: Date
  windowSource: string
  paid: { minor: string; currency: string }[]
}
const shown = 200

/** Every outage, the latest first. */
export async function outagesOf(db: Db): Promise<OutageRow[]> {
  const found = await sql<Row>`
    select o.outage_id, o.name, o.time_zone, o.starts_at, o.ends_at, o.window_source, o.measured_lines as lines,
      (select count(*)::int from programmes p where p.outage_id = o.outage_id and p.state = 'published') as programmes,
      (select s.name from adjudications a join staff s on s.staff_id = a.proposed_by where a.outage_id = o.outage_id and a.state = 'proposed') as waiting,
      coalesce((select jsonb_agg(jsonb_build_object('minor', minor::text, 'currency', currency) order by currency) from (
        select p.document ->> 'currency' as currency, sum(case r.kind when 'reversal' then -b.amount else b.amount end)::bigint as minor
        from programme_runs r join run_batches b on b.run_id = r.run_id join programmes p on p.programme_id = r.programme_id and p.version = r.version
        where r.outage_id = o.outage_id group by 1) sums), '[]') as paid
    from outages o order by o.starts_at desc limit ${shown}::int`.execute(db)
  return found.rows.map(({ startsAt, endsAt, windowSource, paid, ...row }) => ({
    ...row,
    window: { startsAt: startsAt.toISOString(), endsAt: endsAt.toISOString(), source: windowSource },
    paid: paid.map(({ minor, currency }) => moneyView({ minor: BigInt(minor), currency })),
  }))
}
