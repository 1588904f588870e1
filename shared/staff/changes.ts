import { allowed, refused, type Verdict } from '../verdict.ts'
import { type Actor, type Role, wordOfRole } from './roles.ts'
import type { ChangeKind, ChangeState, WayBack } from './states.ts'

/** Somebody at the desk, as far as changing them goes. */
export type PersonFacts = {
  readonly staffId: bigint
  readonly name: string
  readonly role: Role
  readonly level: string | null
  readonly active: boolean
}
export type ChangeFacts = {
  readonly kind: ChangeKind
  readonly state: ChangeState
  /** Whom it is about; null while a new person waits. */
  readonly staffId: bigint | null
  readonly requestedBy: bigint
  readonly decidedByName: string | null
}
/** A limit level and whose authority it is; from the table limit_levels. */
export type Level = { readonly level: string; readonly role: Role }

const stateWords: Record<ChangeState, string> = {
  requested: 'waiting',
  agreed: 'agreed to',
  refused: 'refused',
  withdrawn: 'withdrawn',
}

/** Whether this person changes people at all. */
export function mayChangePeople(actor: Pick<Actor, 'role'>): Verdict {
  return actor.role === 'admin'
    ? allowed
    : refused('NOT_ALLOWED', 'Only an administrator changes people, roles and limits.')
}

/** Who gives has a level of that role; who only looks, or changes people, has none (rulings 4, 21). */
export function fitsRole(role: Role, level: string | null, levels: readonly Level[]): Verdict {
  const fitting = levels.filter((each) => each.role === role).map((each) => each.level)
  if (fitting.length === 0)
    return level === null
      ? allowed
      : refused('BAD_REQUEST', `Somebody with the role ${wordOfRole(role)} has no limit.`)
  return level !== null && fitting.includes(level)
    ? allowed
    : refused(
        'BAD_REQUEST',
        `Somebody with the role ${wordOfRole(role)} has one of the limits ${fitting.join(', ')}.`,
      )
}

/** Another role or limit, or coming back. What is asked takes effect when a second administrator agrees. */
export function mayAskChange(
  actor: Actor,
  person: PersonFacts,
  next: { readonly role: Role; readonly level: string | null },
): Verdict {
  const may = mayChangePerson(actor, person.staffId)
  if (!may.ok) return may
  if (person.active && person.role === next.role && person.level === next.level)
    return refused('ALREADY_DECIDED', `${person.name} has this role and limit already.`)
  return allowed
}

/** What somebody signs in with. */
export type SignInFacts = { readonly hasPassword: boolean; readonly hasFactor: boolean }

/** A new first password, or a second factor that is set up anew: for somebody who asked and showed who they are. */
export function mayAskWayBack(actor: Actor, person: PersonFacts & SignInFacts, kind: WayBack): Verdict {
  const may = mayChangePerson(actor, person.staffId)
  if (!may.ok) return may
  if (!person.active) return refused('ALREADY_DECIDED', `${person.name} is switched off.`)
  if (kind === 'new-password' && !person.hasPassword)
    return refused('NOT_FOUND', `${person.name} has no password of this desk.`)
  if (kind === 'new-factor' && !person.hasFactor)
    return refused('NOT_FOUND', `${person.name} has no second factor.`)
  return allowed
}

/** One administrator is enough: it takes away and gives nothing. */
export function maySwitchOff(actor: Actor, person: PersonFacts): Verdict {
  const may = mayChangePerson(actor, person.staffId)
  if (!may.ok) return may
  return person.active ? allowed : refused('ALREADY_DECIDED', `${person.name} is switched off already.`)
}

/** Whether this person changes that one at all: an administrator, and never oneself. */
export function mayChangePerson(actor: Actor, staffId: bigint | null): Verdict {
  const may = mayChangePeople(actor)
  if (!may.ok) return may
  return staffId === actor.staffId
    ? refused('OWN_CHANGE', 'This is about yourself: another administrator does it.')
    : allowed
}

/** Never by whom it is about, and never by who asked: by person, whatever the sign-in. */
export function mayAgree(actor: Actor, change: ChangeFacts): Verdict {
  const may = mayChangePerson(actor, change.staffId)
  if (!may.ok) return may
  const open = isWaiting(change)
  if (!open.ok) return open
  return change.requestedBy === actor.staffId
    ? refused('SELF_APPROVAL', 'You asked for this yourself: a second administrator has to agree.')
    : allowed
}
export const mayRefuseChange = mayAgree

export function mayWithdrawChange(actor: Actor, change: ChangeFacts): Verdict {
  const may = mayChangePeople(actor)
  if (!may.ok) return may
  const open = isWaiting(change)
  if (!open.ok) return open
  return change.requestedBy === actor.staffId
    ? allowed
    : refused('NOT_ALLOWED', 'Only whoever asked can withdraw it.')
}

function isWaiting(change: ChangeFacts): Verdict {
  if (change.state === 'requested') return allowed
  const by = change.decidedByName ? ` by ${change.decidedByName}` : ''
  return refused('ALREADY_DECIDED', `This was already ${stateWords[change.state]}${by}.`)
}
