import { createHash } from 'node:crypto'
import type { Programme } from '#shared/programmes/programme.ts'
import { recordDeskEvent } from '../audit/record-event.ts'
import { Refusal } from '../refusal.ts'
import type { Work } from '../work.ts'

export const hashOf = (document: object): string =>
  createHash('sha256').update(JSON.stringify(document)).digest('hex')

/** Publishes a version of a programme. A published version never changes: the same one again is accepted, another refused. */
export async function publishProgramme(work: Work, programme: Programme): Promise<void> {
  const hash = hashOf(programme)
  const made = await work.tx
    .insertInto('programmes')
    .values({
      programmeId: programme.id,
      version: programme.version,
      outageId: programme.outage,
      document: JSON.stringify(programme),
      hash,
      publishedOn: work.businessDate,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('hash')
    .executeTakeFirst()
  if (made) {
    await recordDeskEvent(work, {
      action: 'publish-programme',
      detail: { programme: programme.id, version: programme.version, hash },
    })
    work.announce({ topic: 'desk' })
    return
  }
  const there = await work.tx
    .selectFrom('programmes')
    .select('hash')
    .where('programmeId', '=', programme.id)
    .where('version', '=', programme.version)
    .executeTakeFirstOrThrow()
  if (there.hash !== hash) {
    throw new Refusal(
      'STALE',
      `Version ${programme.version} of ${programme.id} is published with another content. Give the change a new version.`,
    )
  }
}
