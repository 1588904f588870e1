import { sql } from 'kysely'
import { instant, text } from '../imports/field-readers.ts'
import {
  type ImportInto,
  type ImportOptions,
  type ImportPlan,
  type ImportSummary,
  runImport,
} from '../imports/run-import.ts'
import type { Source } from '../imports/source.ts'
import { analyze, columnsOf, countOf, settleRepeats } from '../imports/staged-checks.ts'
import { findOutage } from './find-outage.ts'
import { measureImpacts } from './measure-impacts.ts'

const written = ['market', 'up_at', 'cause'] as const

const planFor = (outageId: string): ImportPlan => ({
  kind: 'sites',
  table: 'staged_sites',
  fields: [
    { name: 'site', read: text(60) },
    { name: 'market', read: text(40) },
    { name: 'down_at', read: instant },
    { name: 'up_at', read: instant, value: 'optional' },
    { name: 'cause', read: text(60) },
  ],
  check: (values) => {
    const [, , downAt, upAt] = values
    return downAt && upAt && upAt < downAt ? { field: 'up_at', because: 'ends before it starts' } : null
  },
  columns: [
    ['site', 'text'],
    ['market', 'text'],
    ['down_at', 'timestamptz'],
    ['up_at', 'timestamptz'],
    ['cause', 'text'],
  ],
  async settle(work, table) {
    await settleRepeats(work, table, ['site', 'down_at'], written, 'down_at')
    const changed = await countOf(
      work,
      sql`update outage_sites o set (${columnsOf(written)}) = row(${columnsOf(written, 's')})
        from ${sql.table(table)} s
        where s.fate is null and o.outage_id = ${outageId} and o.site = s.site and o.down_at = s.down_at
          and (${columnsOf(written, 'o')}) is distinct from (${columnsOf(written, 's')})`,
    )
    const added = await countOf(
      work,
      sql`insert into outage_sites (outage_id, site, down_at, ${columnsOf(written)})
        select ${outageId}::text, s.site, s.down_at, ${columnsOf(written, 's')} from ${sql.table(table)} s
        where s.fate is null
          and not exists (select from outage_sites o where o.outage_id = ${outageId} and o.site = s.site and o.down_at = s.down_at)`,
    )
    if (added + changed > 0) {
      await analyze(work, 'outage_sites', added + changed)
      await measureImpacts(work, outageId)
    }
    return { new: added, changed }
  },
})

/** Loads which sites were down, and measures the outage again: a loss only under weather is told apart by them. */
export async function importSites(
  into: ImportInto,
  source: Source,
  options: ImportOptions & { outageId: string },
): Promise<ImportSummary> {
  await findOutage(into.work, options.outageId)
  return runImport(into, planFor(options.outageId), source, options)
}
