import { mayRefuseChange } from '#shared/staff/changes.ts'
import type { PeopleAct } from '#shared/staff/views.ts'
import { insist } from '../refusal.ts'
import { actorOf, type Work } from '../work.ts'
import { endChange, lockChange } from './lock-change.ts'

/** A second administrator says no, with the reason that whoever asked will read. */
export async function refuseChange(
  work: Work,
  input: { changeId: bigint; reason: string },
): Promise<PeopleAct> {
  const actor = actorOf(work)
  const change = await lockChange(work, input.changeId)
  insist(mayRefuseChange(actor, change))
  await endChange(work, change, { state: 'refused', decidedBy: actor.staffId, reason: input.reason })
  return { state: 'refused', firstPassword: null }
}
