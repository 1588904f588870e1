import { sql } from 'kysely'
import { instant, phone, text } from '../imports/field-readers.ts'
import { loadEmpty } from '../imports/load-empty.ts'
import {
  type ImportInto,
  type ImportOptions,
  type ImportPlan,
  type ImportSummary,
  runImport,
} from '../imports/run-import.ts'
import type { Source } from '../imports/source.ts'
import { analyze, columnsOf, countOf, reject, settleRepeats } from '../imports/staged-checks.ts'
import type { Work } from '../work.ts'
import { findOutage } from './find-outage.ts'
import { measureImpacts } from './measure-impacts.ts'

const written = ['reattached_at', 'site'] as const

const planFor = (outageId: string): ImportPlan => ({
  kind: 'impact',
  table: 'staged_impact',
  fields: [
    { name: 'phone', read: phone, shown: 'masked' },
    { name: 'detached_at', read: instant },
    { name: 'reattached_at', read: instant, value: 'optional' },
    { name: 'site', read: text(60) },
    { name: 'source', read: text(40) },
  ],
  check: (values) => {
    const [, detachedAt, reattachedAt] = values
    return detachedAt && reattachedAt && reattachedAt < detachedAt
      ? { field: 'reattached_at', because: 'ends before it starts' }
      : null
  },
  columns: [
    ['phone', 'text'],
    ['detached_at', 'timestamptz'],
    ['reattached_at', 'timestamptz'],
    ['site', 'text'],
    ['source', 'text'],
  ],
  async settle(work, table) {
    const staged = sql.table(table)
    await settleRepeats(work, table, ['phone', 'source', 'detached_at'], written, 'detached_at')
    await findOwners(work, table)
    await reject(
      work,
      table,
      'phone',
      sql`'the number ending in ' || right(s.phone, 4) || ' is on no loaded line'`,
      sql`not exists (select from staged_owners o where o.phone = s.phone)`,
    )
    await reject(
      work,
      table,
      'phone',
      sql`'the number ending in ' || right(s.phone, 4) || ' is on several lines, and it cannot be told which'`,
      sql`o.phone = s.phone and o.candidates > 1`,
      sql`from staged_owners o`,
    )
    const sameKey = sql`i.account_id = o.account_id and i.line_id = o.line_id and i.outage_id = ${outageId} and i.source = s.source and i.detached_at = s.detached_at`
    const changed = await countOf(
      work,
      sql`update impact_intervals i set (${columnsOf(written)}) = row(${columnsOf(written, 's')})
        from ${staged} s join staged_owners o on o.phone = s.phone
        where s.fate is null and ${sameKey} and (${columnsOf(written, 'i')}) is distinct from (${columnsOf(written, 's')})`,
    )
    const added = await loadEmpty(work, 'impact_intervals', () =>
      countOf(
        work,
        sql`insert into impact_intervals (account_id, line_id, outage_id, source, detached_at, ${columnsOf(written)})
        select o.account_id, o.line_id, ${outageId}::text, s.source, s.detached_at, ${columnsOf(written, 's')}
        from ${staged} s join staged_owners o on o.phone = s.phone
        where s.fate is null and not exists (select from impact_intervals i where ${sameKey})`,
      ),
    )
    if (added + changed > 0) {
      await analyze(work, 'impact_intervals', added + changed)
      await measureImpacts(work, outageId)
    }
    return { new: added, changed }
  },
})

/** Whose number it is: the active line; when none is active, the one that was (it may have been closed since). */
async function findOwners(work: Work, table: string): Promise<void> {
  await sql`drop table if exists pg_temp.staged_owners`.execute(work.tx)
  await sql`
    create temporary table staged_owners on commit drop as
    select phone, min(account_id) as account_id, min(line_id) as line_id, count(*)::int as candidates
    from (
      select p.phone, l.account_id, l.line_id, rank() over (partition by p.phone order by l.status <> 'active') as place
      from (select distinct phone from ${sql.table(table)} where fate is null) p
      join lines l on l.phone_reversed = reverse(p.phone)
    ) found
    where place = 1
    group by phone`.execute(work.tx)
  await analyze(work, 'staged_owners', 0)
}

/** Loads a feed of detaches and reattaches for one outage, then measures every line's loss again. */
export async function importImpact(
  into: ImportInto,
  source: Source,
  options: ImportOptions & { outageId: string },
): Promise<ImportSummary> {
  await findOutage(into.work, options.outageId)
  return runImport(into, planFor(options.outageId), source, options)
}
