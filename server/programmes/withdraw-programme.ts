import { mayWithdraw } from '#shared/programmes/permissions.ts'
import { recordDeskEvent } from '../audit/record-event.ts'
import { insist } from '../refusal.ts'
import { actorOf, type Work } from '../work.ts'
import { loadVersion, type VersionKey } from './load-version.ts'

/** Ends a version: nothing more is given under it. What it gave stays given; taking that back is a reversal. */
export async function withdrawProgramme(work: Work, input: VersionKey & { reason: string }): Promise<void> {
  const actor = actorOf(work)
  const before = await loadVersion(work, input)
  insist(mayWithdraw(actor, before))
  await work.tx
    .updateTable('programmes')
    .set({ state: 'withdrawn', endedBy: actor.staffId, endedAt: work.now, endedBecause: input.reason })
    .where('programmeId', '=', input.programmeId)
    .where('version', '=', input.version)
    .execute()
  await recordDeskEvent(work, {
    action: 'withdraw-programme',
    reason: input.reason,
    detail: { programme: input.programmeId, version: input.version, was: before.state },
  })
  work.announce({ topic: 'programmes' })
  work.announce({ topic: 'desk' })
}
