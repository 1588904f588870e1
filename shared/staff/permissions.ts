import { allowed, refused, type Verdict } from '../verdict.ts'
import type { Actor } from './roles.ts'

/** Stopping is easy and quick; so is lifting it: a manager's decision either way (rulings 13). */
export function mayStop(actor: Actor): Verdict {
  return actor.role === 'manager'
    ? allowed
    : refused('NOT_ALLOWED', 'Only a manager stops or resumes credits.')
}

/** Whether this person decides requests at all. */
export function mayDecide(actor: Pick<Actor, 'role'>): Verdict {
  if (actor.role === 'supervisor' || actor.role === 'manager') return allowed
  return refused('NOT_ALLOWED', 'Only a supervisor or a manager decides requests.')
}
