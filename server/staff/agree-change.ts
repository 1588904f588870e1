import { mayAgree } from '#shared/staff/changes.ts'
import { isWayBack } from '#shared/staff/states.ts'
import type { PeopleAct } from '#shared/staff/views.ts'
import { insist, Refusal } from '../refusal.ts'
import { actorOf, type Work } from '../work.ts'
import { endSessionsOf } from './end-sessions-of.ts'
import { forgiveAll } from './forgive-all.ts'
import { endChange, lockChange, personOf } from './lock-change.ts'
import { hashPassword, makeFirstPassword } from './passwords.ts'

/**
 * A second administrator agrees, and the change takes effect in the same transaction: at the person's very next request,
 * which asks them to sign in anew (decision 31).
 * A first password, of a new person or of one who forgot theirs, is made here and shown once: whoever asked for somebody
 * cannot be that somebody.
 */
export async function agreeChange(work: Work, input: { changeId: bigint }): Promise<PeopleAct> {
  const actor = actorOf(work)
  const change = await lockChange(work, input.changeId)
  insist(mayAgree(actor, change))
  if (change.staffId !== null && change.role !== null) {
    const person = await personOf(work, change.staffId)
    if (person.role !== change.fromRole || person.level !== change.fromLevel)
      throw new Refusal('STALE', `${person.name} has another role now than when this was asked: refuse it.`)
  }
  const firstPassword = change.kind === 'add' || change.kind === 'new-password' ? makeFirstPassword() : null
  await endChange(work, change, {
    state: 'agreed',
    decidedBy: actor.staffId,
    reason: null,
    ...(firstPassword ? { passwordHash: await hashPassword(firstPassword) } : {}),
  })
  if (change.staffId !== null && (change.role !== null || isWayBack(change.kind)))
    await endSessionsOf(work, change.staffId)
  if (change.staffId !== null && isWayBack(change.kind)) await forgiveAll(work, change.staffId)
  return { state: 'agreed', firstPassword }
}
