import type { Actor } from '../staff/roles.ts'
import { allowed, refused, type Verdict } from '../verdict.ts'

/** Agents talk to callers: they see what a caller may hear, once it is known who calls. Others read under their role (rulings 22). */
export const mustVerify = (actor: Pick<Actor, 'role'>): boolean => actor.role === 'agent'

/** Whether an account may be shown to this person now. */
export const mayBeTold = (actor: Pick<Actor, 'role'>, verified: string | null): Verdict =>
  !mustVerify(actor) || verified !== null
    ? allowed
    : refused(
        'CALLER_NOT_VERIFIED',
        'It is not known yet who is on the line. Verify the caller, and everything is here.',
      )

/** A look behind a caller's back is reviewed by a supervisor, and never by whoever took it. */
export function mayReview(actor: Pick<Actor, 'role' | 'staffId'>, takenBy: bigint): Verdict {
  if (actor.role !== 'supervisor' && actor.role !== 'manager')
    return refused('NOT_ALLOWED', 'A supervisor or a manager reviews this.')
  if (actor.staffId === takenBy)
    return refused('SELF_APPROVAL', 'You opened this account yourself: somebody else reviews it.')
  return allowed
}
