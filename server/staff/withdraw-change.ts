import { mayWithdrawChange } from '#shared/staff/changes.ts'
import type { PeopleAct } from '#shared/staff/views.ts'
import { insist } from '../refusal.ts'
import { actorOf, type Work } from '../work.ts'
import { endChange, lockChange } from './lock-change.ts'

/** Whoever asked takes it back. */
export async function withdrawChange(work: Work, input: { changeId: bigint }): Promise<PeopleAct> {
  const change = await lockChange(work, input.changeId)
  insist(mayWithdrawChange(actorOf(work), change))
  await endChange(work, change, { state: 'withdrawn', decidedBy: null, reason: null })
  return { state: 'withdrawn', firstPassword: null }
}
