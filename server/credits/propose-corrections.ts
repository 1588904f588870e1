import { mayRun } from '#shared/credits/permissions.ts'
import { recordDeskEvent } from '../audit/record-event.ts'
import { insist, Refusal } from '../refusal.ts'
import type { Work } from '../work.ts'
import { planCorrections } from './plan-corrections.ts'

/**
 * After an outage was adjudicated anew: a run for each programme in force that works every account out again and lists who
 * is under- or over-credited. It pays the difference as a step when another manager has approved it, and never by itself.
 */
export async function proposeCorrections(
  work: Work,
  input: { outageId: string; because: string },
): Promise<{ runIds: bigint[] }> {
  insist(mayRun(work.actor))
  const corrections = await planCorrections(work, { ...input, adjudicationId: null })
  if (corrections.length === 0)
    throw new Refusal(
      'BAD_REQUEST',
      'No programme in force has credited this outage: there is nothing to correct.',
    )
  for (const { runId, programmeId, version } of corrections)
    await recordDeskEvent(work, {
      action: 'propose-corrections',
      reason: input.because,
      detail: { runId: runId.toString(), programme: programmeId, version, outage: input.outageId },
    })
  return { runIds: corrections.map(({ runId }) => runId) }
}
