import type { Actor } from '../staff/roles.ts'
import { allowed, refused, type Verdict } from '../verdict.ts'
import { type ProgrammeState, programmeStateWords } from './states.ts'

/** What the decision about a version looks at. */
export type VersionFacts = {
  readonly programmeId: string
  readonly version: number
  readonly state: ProgrammeState
  readonly authorId: bigint | null
  readonly authorName: string | null
}

export function mayWrite(actor: Actor): Verdict {
  return actor.role === 'manager'
    ? allowed
    : refused('NOT_ALLOWED', 'Only a manager writes and publishes programmes.')
}

const isAuthor = (actor: Actor, facts: VersionFacts): boolean => facts.authorId === actor.staffId

function mustBe(facts: VersionFacts, ...states: ProgrammeState[]): Verdict {
  if (states.includes(facts.state)) return allowed
  return refused(
    'ALREADY_DECIDED',
    `Version ${facts.version} of ${facts.programmeId} is ${programmeStateWords[facts.state]}.`,
  )
}

const all = (...verdicts: Verdict[]): Verdict => verdicts.find((verdict) => !verdict.ok) ?? allowed

const ownOnly = (actor: Actor, facts: VersionFacts, words: string): Verdict =>
  isAuthor(actor, facts)
    ? allowed
    : refused('NOT_ALLOWED', `This draft is ${facts.authorName ?? 'somebody else'}’s: ${words}`)

/** A draft has one author, so that it is always known whose text a second person publishes. */
export const mayEdit = (actor: Actor, facts: VersionFacts): Verdict =>
  all(mayWrite(actor), mustBe(facts, 'draft'), ownOnly(actor, facts, 'copy it into a version of your own.'))

export const maySubmit = (actor: Actor, facts: VersionFacts): Verdict =>
  all(mayWrite(actor), mustBe(facts, 'draft'), ownOnly(actor, facts, 'only its author submits it.'))

/** By person, not by sign-in: who wrote it never puts it in force. */
export function mayPublish(actor: Actor, facts: VersionFacts): Verdict {
  const open = all(mayWrite(actor), mustBe(facts, 'submitted'))
  if (!open.ok) return open
  return isAuthor(actor, facts)
    ? refused('SELF_APPROVAL', 'You wrote this version: a second manager publishes it.')
    : allowed
}

/** Back to its author: by the second person with a reason, or by the author who thought of something. */
export const mayReturn = (actor: Actor, facts: VersionFacts): Verdict =>
  all(mayWrite(actor), mustBe(facts, 'submitted'))

/** A draft is its author's to drop; stopping what is in force is any manager's, at once. */
export function mayWithdraw(actor: Actor, facts: VersionFacts): Verdict {
  const open = all(mayWrite(actor), mustBe(facts, 'draft', 'submitted', 'published'))
  if (!open.ok || facts.state === 'published') return open
  return ownOnly(actor, facts, 'only its author withdraws it before it is published.')
}
