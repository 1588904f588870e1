import { ImportStopped } from '../imports/import-map.ts'
import type { Work } from '../work.ts'

/** The outage that an import names, or words that say which ones there are. */
export async function findOutage(work: Work, outageId: string): Promise<{ startsAt: Date; endsAt: Date }> {
  const known = await work.tx
    .selectFrom('outages')
    .select(['outageId', 'startsAt', 'endsAt'])
    .orderBy('startsAt')
    .execute()
  const found = known.find((each) => each.outageId === outageId)
  if (found) return found
  const there =
    known.length === 0 ? 'none is recorded' : `recorded are ${known.map((each) => each.outageId).join(', ')}`
  throw new ImportStopped(
    `There is no outage "${outageId}" (${there}). Record it with: npm run outage -- add FILE.`,
  )
}
