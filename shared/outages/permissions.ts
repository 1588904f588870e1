import type { Actor } from '../staff/roles.ts'
import { allowed, refused, type Verdict } from '../verdict.ts'
import { type AdjudicationState, adjudicationStateWords } from './states.ts'

/** A proposed window as far as it decides who may do what with it. */
export type AdjudicationFacts = {
  readonly state: AdjudicationState
  readonly proposedBy: bigint
  readonly proposer: string
  /** Who agreed to it; then the desk is putting it in force. */
  readonly agreer: string | null
}

/** What stands in the way of another window now; each null when it does not. */
export type ProposalFacts = {
  /** Who proposed the one that waits. */
  readonly waiting: string | null
  /** The run that pays a programme of the outage by the window in force, and is not over. */
  readonly openRun: string | null
}

export function mayAdjudicate(actor: Pick<Actor, 'role'>): Verdict {
  return actor.role === 'manager'
    ? allowed
    : refused('NOT_ALLOWED', 'Only a manager proposes another window, and another one puts it in force.')
}

export function mayProposeWindow(actor: Pick<Actor, 'role'>, { waiting, openRun }: ProposalFacts): Verdict {
  const manager = mayAdjudicate(actor)
  if (!manager.ok) return manager
  if (waiting !== null)
    return refused('ALREADY_ASKED', `A window that ${waiting} proposed waits already: decide about it first.`)
  return noOpenRun(openRun)
}

/** Corrections are worked out from what was given: a run that still pays would make them wrong. */
const noOpenRun = (openRun: string | null): Verdict =>
  openRun === null
    ? allowed
    : refused('STALE', `Run ${openRun} of this outage is not over: finish or stop it first.`)

function stillProposed(actor: Pick<Actor, 'role'>, { state }: AdjudicationFacts): Verdict {
  const manager = mayAdjudicate(actor)
  if (!manager.ok) return manager
  return state === 'proposed'
    ? allowed
    : refused('ALREADY_DECIDED', `This window was ${adjudicationStateWords[state]} already.`)
}

type EffectFacts = {
  /** The run whose plan is not complete yet. */
  readonly planning: string | null
  readonly openRun: string | null
  /** What it was worked out from is no longer so: the window, the evidence, or the programmes in force. */
  readonly changed: boolean
}

/** Putting it in force takes a second manager, who has seen what it would do. By person, not by sign-in. */
export function mayPutInForce(actor: Actor, facts: AdjudicationFacts & EffectFacts): Verdict {
  const open = stillProposed(actor, facts)
  if (!open.ok) return open
  if (facts.agreer !== null)
    return refused(
      'ALREADY_DECIDED',
      `${facts.agreer} agreed to this window already: it is being put in force.`,
    )
  if (facts.proposedBy === actor.staffId)
    return refused('SELF_APPROVAL', 'You proposed this window: another manager puts it in force.')
  return mayTakeEffect(facts)
}

/** What a window waits for beside a second manager: asked when one agrees, and once more when it is put in force. */
export function mayTakeEffect(facts: EffectFacts): Verdict {
  if (facts.changed)
    return refused(
      'STALE',
      'The window, the evidence or a programme has changed since this was worked out: propose it again.',
    )
  if (facts.planning !== null)
    return refused(
      'STALE',
      `Run ${facts.planning} is still working out what it would do: look at that first.`,
    )
  return noOpenRun(facts.openRun)
}

/** Whoever proposed it withdraws it; any other manager turns it down, also while its lines are measured. Both say why. */
export const mayDropWindow = (actor: Actor, facts: AdjudicationFacts): Verdict => stillProposed(actor, facts)
