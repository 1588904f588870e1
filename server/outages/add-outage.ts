import type { OutageFile } from '#shared/outages/outage-file.ts'
import { recordDeskEvent } from '../audit/record-event.ts'
import { withoutDeadlines } from '../db/deadlines.ts'
import type { Work } from '../work.ts'
import { measureImpacts } from './measure-impacts.ts'

/**
 * Records an outage with its adjudicated window and what each source said. The same file again changes nothing; a
 * changed window measures every line's loss anew.
 */
export async function addOutage(work: Work, outage: OutageFile): Promise<'new' | 'changed' | 'unchanged'> {
  const { id: outageId, sources, ...rest } = outage
  const before = await work.tx
    .selectFrom('outages')
    .select(['outageId', 'name', 'cause', 'startsAt', 'endsAt', 'windowSource', 'wording', 'timeZone'])
    .where('outageId', '=', outageId)
    .forUpdate()
    .executeTakeFirst()
  const sourcesBefore = await work.tx
    .selectFrom('outageSources')
    .selectAll()
    .where('outageId', '=', outageId)
    .execute()
  const differs = !before || JSON.stringify(sorted({ ...rest, outageId })) !== JSON.stringify(sorted(before))
  const told = new Map(sourcesBefore.map((each) => [each.source, JSON.stringify(sorted(each))]))
  const news = sources.filter(
    (each) => told.get(each.source) !== JSON.stringify(sorted({ ...each, outageId })),
  )
  if (!differs && news.length === 0) return 'unchanged'

  await work.tx
    .insertInto('outages')
    .values({ outageId, ...rest })
    .onConflict((conflict) => conflict.column('outageId').doUpdateSet(rest))
    .execute()
  for (const each of news) {
    const { source, ...said } = each
    await work.tx
      .insertInto('outageSources')
      .values({ outageId, source, ...said })
      .onConflict((conflict) => conflict.columns(['outageId', 'source']).doUpdateSet(said))
      .execute()
  }
  const moved =
    before &&
    (before.startsAt.getTime() !== rest.startsAt.getTime() ||
      before.endsAt.getTime() !== rest.endsAt.getTime())
  if (moved) {
    await withoutDeadlines(work.tx)
    await measureImpacts(work, outageId)
  }
  await recordDeskEvent(work, {
    action: 'outage.add',
    outcome: before ? 'changed' : 'new',
    detail: { outageId, sources: sources.length },
  })
  return before ? 'changed' : 'new'
}

const sorted = (fields: object): [string, unknown][] =>
  Object.entries(fields).sort(([a], [b]) => (a < b ? -1 : 1))
