import { mayApproveRun, standsYet } from '#shared/credits/permissions.ts'
import { insist } from '../refusal.ts'
import { actorOf, type Work } from '../work.ts'
import { loadRun } from './load-run.ts'
import { lockRun } from './lock-run.ts'
import { announceRun, stepRun } from './step-run.ts'

/** Another manager agrees to a run that takes back or corrects, after looking at its plan; it begins at once. */
export async function approveRun(work: Work, input: { runId: bigint }): Promise<void> {
  const actor = actorOf(work)
  await lockRun(work, input.runId, 'alone')
  const run = await loadRun(work.tx, input.runId)
  const original = run.reversesRun === null ? null : await loadRun(work.tx, run.reversesRun)
  insist(mayApproveRun(actor, run, original?.startedBy ?? null))
  if (run.kind === 'correction' || run.takes === 'excess') insist(standsYet(original ?? run))
  await work.tx
    .updateTable('programmeRuns')
    .set({ approvedBy: actor.staffId, approvedAt: work.now })
    .where('runId', '=', input.runId)
    .where('approvedBy', 'is', null)
    .execute()
  await stepRun(work, input.runId, 'running', { action: 'approve-run' })
  announceRun(work, input.runId)
}
