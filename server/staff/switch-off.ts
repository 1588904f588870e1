import { maySwitchOff } from '#shared/staff/changes.ts'
import type { PeopleAct } from '#shared/staff/views.ts'
import { recordDeskEvent } from '../audit/record-event.ts'
import { insist, Refusal } from '../refusal.ts'
import { actorOf, type Work } from '../work.ts'
import { endSessionsOf } from './end-sessions-of.ts'
import { personOf } from './lock-change.ts'

/**
 * Who leaves is out at once: no session goes on, and none can begin. What they asked for stays and is decided by others;
 * to come back needs two.
 */
export async function switchOff(work: Work, input: { staffId: bigint; reason: string }): Promise<PeopleAct> {
  insist(maySwitchOff(actorOf(work), await personOf(work, input.staffId)))
  const off = await work.tx
    .updateTable('staff')
    .set({ active: false })
    .where('staffId', '=', input.staffId)
    .where('active', '=', true)
    .returning('staffId')
    .executeTakeFirst()
  if (!off) throw new Refusal('ALREADY_DECIDED', 'This person was switched off meanwhile.')
  const sessions = await endSessionsOf(work, input.staffId)
  await recordDeskEvent(work, {
    action: 'switch-off',
    reason: input.reason,
    detail: { staffId: input.staffId.toString(), sessions },
  })
  return { state: 'switched off', firstPassword: null }
}
