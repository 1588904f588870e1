import { mayReturn } from '#shared/programmes/permissions.ts'
import { recordDeskEvent } from '../audit/record-event.ts'
import { insist } from '../refusal.ts'
import { actorOf, type Work } from '../work.ts'
import { loadVersion, type VersionKey } from './load-version.ts'

/** Sends a submitted version back to its author, saying why; its text can be changed again. */
export async function returnProgramme(work: Work, input: VersionKey & { reason: string }): Promise<void> {
  const actor = actorOf(work)
  insist(mayReturn(actor, await loadVersion(work, input)))
  await work.tx
    .updateTable('programmes')
    .set({
      state: 'draft',
      submittedAt: null,
      returnedBy: actor.staffId,
      returnedBecause: input.reason,
    })
    .where('programmeId', '=', input.programmeId)
    .where('version', '=', input.version)
    .execute()
  await recordDeskEvent(work, {
    action: 'return-programme',
    reason: input.reason,
    detail: { programme: input.programmeId, version: input.version },
  })
  work.announce({ topic: 'programmes' })
}
