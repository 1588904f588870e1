import { allowed, refused, type Verdict } from '../verdict.ts'
import type { Actor } from './roles.ts'
import { type Relation, relationWords } from './states.ts'

/** Stopping is easy and quick; so is lifting it: a manager's decision either way (rulings 13). */
export function mayStop(actor: Actor): Verdict {
  return actor.role === 'manager'
    ? allowed
    : refused('NOT_ALLOWED', 'Only a manager stops or resumes credits.')
}

/** Whose sessions somebody may end: their own, and those of everybody for whoever answers for people. */
export function mayEndSessions(actor: Pick<Actor, 'role' | 'staffId'>, staffId: bigint): Verdict {
  if (actor.staffId === staffId || actor.role === 'admin' || actor.role === 'manager') return allowed
  return refused('NOT_ALLOWED', 'Only a manager or an administrator ends the sign-in of somebody else.')
}

/** Whether this person decides requests at all. */
export function mayDecide(actor: Pick<Actor, 'role'>): Verdict {
  if (actor.role === 'supervisor' || actor.role === 'manager') return allowed
  return refused('NOT_ALLOWED', 'Only a supervisor or a manager decides requests.')
}

/** Erasing a customer's data and holding it for a court are an administrator's: neither gives nor takes money. */
export function mayKeep(actor: Pick<Actor, 'role'>): Verdict {
  return actor.role === 'admin'
    ? allowed
    : refused('NOT_ALLOWED', 'Only an administrator holds, releases or erases a customer’s data.')
}

export type Link = { readonly staffId: bigint; readonly relation: Relation }
export const linkOf = (links: readonly Link[], staffId: bigint): Relation | null =>
  links.find((link) => link.staffId === staffId)?.relation ?? null

/** Nobody gives, approves, reverses or asks on their own account, nor on one of their household or relatives. */
export function notOnLinked(relation: Relation | null): Verdict {
  if (relation === null) return allowed
  return refused('LINKED_ACCOUNT', `This is ${relationWords[relation]}: a colleague does it.`)
}
