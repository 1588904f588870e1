import { canonical } from '#shared/programmes/canonical.ts'
import type { Programme } from '#shared/programmes/document.ts'
import { recordDeskEvent } from '../audit/record-event.ts'
import { Refusal } from '../refusal.ts'
import type { Work } from '../work.ts'
import { digest } from './digest.ts'

/** Publishes a version of a programme. A published version never changes: the same one again is accepted, another refused. */
export async function publishProgramme(work: Work, programme: Programme): Promise<void> {
  if (programme.outage === null)
    throw new Refusal(
      'BAD_REQUEST',
      `${programme.id} names no outage, so there is nothing to publish it for.`,
    )
  const hash = digest(canonical(programme))
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
