import { mayDropWindow } from '#shared/outages/permissions.ts'
import { recordDeskEvent } from '../audit/record-event.ts'
import { insist } from '../refusal.ts'
import { actorOf, type Work } from '../work.ts'
import { lockProposal } from './lock-proposal.ts'
import { moveRun } from './step-run.ts'

/** A proposed window is withdrawn by whoever proposed it, or turned down by another manager; its runs are stopped. */
export async function dropWindow(
  work: Work,
  input: { adjudicationId: bigint; because: string },
): Promise<void> {
  const actor = actorOf(work)
  const proposal = await lockProposal(work, input.adjudicationId)
  insist(mayDropWindow(actor, proposal))
  const state = proposal.proposedBy === actor.staffId ? 'withdrawn' : 'turned_down'
  await work.tx
    .updateTable('adjudications')
    .set({ state, decidedBy: actor.staffId, decidedAt: work.now, decidedBecause: input.because })
    .where('adjudicationId', '=', input.adjudicationId)
    .execute()
  const runs = await work.tx
    .selectFrom('programmeRuns')
    .select('runId')
    .where('adjudicationId', '=', input.adjudicationId)
    .where('state', 'in', ['planning', 'planned'])
    .orderBy('runId')
    .execute()
  for (const { runId } of runs) await moveRun(work, runId, 'stopped', input.because)
  await recordDeskEvent(work, {
    action: 'drop-window',
    reason: input.because,
    detail: {
      state,
      outage: proposal.outageId,
      adjudication: input.adjudicationId.toString(),
      runs: runs.map(({ runId }) => runId.toString()),
    },
  })
  work.announce({ topic: 'programmes' })
}
