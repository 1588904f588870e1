import type { Actor } from '../staff/roles.ts'
import { allowed, refused, type Verdict } from '../verdict.ts'

/** Agents talk to callers: they see what a caller may hear, once it is known who calls. Others read under their role (rulings 22). */
export const mustVerify = (actor: Pick<Actor, 'role'>): boolean => actor.role === 'agent'

/** Who has customers on the line; auditors read and administrators do not. */
export const talksToCallers = (actor: Pick<Actor, 'role'>): boolean =>
  actor.role === 'agent' || actor.role === 'supervisor' || actor.role === 'manager'

/** Whether an account may be shown to this person now. */
export const mayBeTold = (actor: Pick<Actor, 'role'>, verified: string | null): Verdict =>
  !mustVerify(actor) || verified !== null
    ? allowed
    : refused(
        'CALLER_NOT_VERIFIED',
        'It is not known yet who is on the line. Verify the caller, and everything is here.',
      )

/** What identifies the customer is changed with the customer, whoever reads under a role: an account opened without its caller proves nobody. */
export function mayChangeRecord(verification: string | null): Verdict {
  if (verification === 'break-glass')
    return refused(
      'CALLER_NOT_VERIFIED',
      'You opened this account without its caller, so what the customer is known by is not changed. Wrap up, verify the caller, and change it then.',
    )
  return verification === null
    ? refused(
        'CALLER_NOT_VERIFIED',
        'What a customer is known by is changed while the customer is on the line, by the agent who verified the caller.',
      )
    : allowed
}

/** A look behind a caller's back is reviewed by a supervisor, and never by whoever took it. */
export function mayReview(actor: Pick<Actor, 'role' | 'staffId'>, takenBy: bigint): Verdict {
  if (actor.role !== 'supervisor' && actor.role !== 'manager')
    return refused('NOT_ALLOWED', 'A supervisor or a manager reviews this.')
  if (actor.staffId === takenBy)
    return refused('SELF_APPROVAL', 'You opened this account yourself: somebody else reviews it.')
  return allowed
}
