import { type RawBuilder, sql } from 'kysely'
import { loadEmpty } from '../imports/load-empty.ts'
import { analyze } from '../imports/staged-checks.ts'
import type { Work } from '../work.ts'
import { measuredLines, windowInForce } from './measured-lines.ts'

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
 * Works out each line's loss in one outage from its intervals, for all lines at once (measured-lines.ts), and counts that
 * it did: whoever worked something out from the evidence before can tell.
 */
export async function measureImpacts(work: Work, outageId: string): Promise<{ lines: number }> {
  // While its window is being put in force this waits: by the window of before it would write over what is measured.
  await sql`select from outages where outage_id = ${outageId} for no key update`.execute(work.tx)
  const lines = await measureLines(work, outageId, () => sql`true`)
  await noteMeasured(work, outageId, lines)
  return { lines }
}

/** Of the lines that `within` narrows to, by the account of a relation: how many lost service, after what they lost is written. */
export async function measureLines(
  work: Work,
  outageId: string,
  within: (relation: string) => RawBuilder<unknown>,
): Promise<number> {
  const found = measuredLines(outageId, windowInForce(outageId), within('i'))
  // Emptied and not made anew: a transaction keeps the locks of each table that it drops.
  await sql`create temporary table if not exists measured_impacts on commit drop as ${found} with no data`.execute(
    work.tx,
  )
  await sql`truncate measured_impacts`.execute(work.tx)
  await sql`insert into measured_impacts ${found}`.execute(work.tx)
  await analyze(work, 'measured_impacts', 0)
  await sql`
    delete from line_impacts l where l.outage_id = ${outageId} and ${within('l')}
      and not exists (select from measured_impacts m where m.account_id = l.account_id and m.line_id = l.line_id)`.execute(
    work.tx,
  )
  await sql`
    update line_impacts l set (${columns}) = row(${columnsOf('m')})
    from measured_impacts m
    where l.outage_id = ${outageId} and ${within('l')} and m.account_id = l.account_id and m.line_id = l.line_id
      and (${columnsOf('l')}) is distinct from (${columnsOf('m')})`.execute(work.tx)
  await loadEmpty(work, 'line_impacts', () =>
    sql`
    insert into line_impacts (account_id, line_id, outage_id, ${columns})
    select m.account_id, m.line_id, ${outageId}::text, ${columnsOf('m')} from measured_impacts m
    where not exists (select from line_impacts l where l.outage_id = ${outageId} and ${within('l')} and l.account_id = m.account_id and l.line_id = m.line_id)
    order by m.account_id, m.line_id`.execute(work.tx),
  )
  const counted = await sql<{ lines: number }>`select count(*)::int as lines from measured_impacts`.execute(
    work.tx,
  )
  return counted.rows[0]?.lines ?? 0
}

/** Counts that every line of an outage was measured, when all of them are. */
export async function noteMeasured(work: Work, outageId: string, lines: number): Promise<void> {
  await analyze(work, 'line_impacts', lines)
  await sql`update outages set measured = measured + 1, measured_at = clock_timestamp(), measured_lines = ${lines}::int where outage_id = ${outageId}`.execute(
    work.tx,
  )
}
