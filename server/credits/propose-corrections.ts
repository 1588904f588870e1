import { mayRun } from '#shared/credits/permissions.ts'
import { recordDeskEvent } from '../audit/record-event.ts'
import { insist, Refusal } from '../refusal.ts'
import type { Work } from '../work.ts'
import { accountsOfBatch, cutIntoBatches } from './start-run.ts'
import { announceRun } from './step-run.ts'

/**
 * After an outage was adjudicated anew: a run for each programme in force that works every account out again and lists who
 * is under- or over-credited. It pays the difference as a step when another manager has approved it, and never by itself.
 */
export async function proposeCorrections(
  work: Work,
  input: { outageId: string; because: string },
): Promise<{ runIds: bigint[] }> {
  insist(mayRun(work.actor))
  const programmes = await work.tx
    .selectFrom('programmes')
    .select(['programmeId', 'version'])
    .where('outageId', '=', input.outageId)
    .where('state', '=', 'published')
    .execute()
  if (programmes.length === 0)
    throw new Refusal('BAD_REQUEST', 'No programme is in force for this outage: there is nothing to correct.')
  const runIds: bigint[] = []
  for (const { programmeId, version } of programmes) {
    const { runId } = await work.tx
      .insertInto('programmeRuns')
      .values({
        programmeId,
        version,
        outageId: input.outageId,
        startedBy: work.actor?.staffId ?? null,
        businessDate: work.businessDate,
        startedAt: work.now,
        endedAt: null,
        kind: 'correction',
        reason: input.because,
      })
      .returning('runId')
      .executeTakeFirstOrThrow()
    await cutIntoBatches(work, runId, accountsOfBatch)
    await recordDeskEvent(work, {
      action: 'propose-corrections',
      reason: input.because,
      detail: { runId: runId.toString(), programme: programmeId, version, outage: input.outageId },
    })
    announceRun(work, runId)
    runIds.push(runId)
  }
  return { runIds }
}
