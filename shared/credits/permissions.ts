import type { Actor } from '../staff/roles.ts'
import { allowed, refused, type Verdict } from '../verdict.ts'
import { hasEnded, type RunKind, type RunState, runStateWords, runSteps } from './run-states.ts'

/** A run as far as it decides who may do what with it. */
export type RunFacts = {
  readonly kind: RunKind
  readonly state: RunState
  readonly startedBy: bigint | null
  /** The second person of a run that takes back or corrects; null until there is one. */
  readonly approvedBy: bigint | null
}

/** The desk itself (a command line, the demo) acts without a person and may do what a manager may. */
export function mayRun(actor: Pick<Actor, 'role'> | null): Verdict {
  return actor === null || actor.role === 'manager'
    ? allowed
    : refused('NOT_ALLOWED', 'Only a manager starts, pauses or stops a run.')
}

/** Whether the run may be taken to a state now by this person. */
export function mayStep(actor: Actor | null, run: RunFacts, to: RunState): Verdict {
  const manager = mayRun(actor)
  if (!manager.ok) return manager
  if (hasEnded(run.state)) return refused('ALREADY_DECIDED', `This run is ${runStateWords[run.state]}.`)
  if (!runSteps[run.state].includes(to))
    return refused('ALREADY_DECIDED', `This run is ${runStateWords[run.state]}.`)
  if ((to === 'canary' || to === 'running') && run.kind !== 'credit' && run.approvedBy === null)
    return refused('NOT_ALLOWED', 'A second manager has to approve this run first.')
  return allowed
}

/** Taking back and correcting is agreed to by another manager than who asked for it (rulings 8). By person, not by sign-in. */
export function mayApproveRun(actor: Actor | null, run: RunFacts, originalStartedBy: bigint | null): Verdict {
  if (actor === null || actor.role !== 'manager')
    return refused('NOT_ALLOWED', 'Only a manager approves this run.')
  if (run.kind === 'credit')
    return refused('BAD_REQUEST', 'A run that pays a published programme needs no approval.')
  if (run.startedBy === actor.staffId)
    return refused('SELF_APPROVAL', 'You asked for this run: another manager has to approve it.')
  if (originalStartedBy === actor.staffId)
    return refused('OWN_GRANT', 'You started the run that is taken back: another manager has to approve it.')
  if (run.approvedBy !== null) return refused('ALREADY_DECIDED', 'This run is approved already.')
  if (run.state !== 'planned')
    return refused(
      'ALREADY_DECIDED',
      `This run is ${runStateWords[run.state]}; only a planned one is approved.`,
    )
  return allowed
}

/** What a run paid can be taken back by a second run, once; a run that takes back cannot be taken back itself. */
export function mayReverseRun(
  actor: Actor | null,
  run: RunFacts & { readonly reversedByRun: string | null },
): Verdict {
  const manager = mayRun(actor)
  if (!manager.ok) return manager
  if (run.kind === 'reversal')
    return refused('BAD_REQUEST', 'This run takes back already. Pay again by a new run of the programme.')
  if (!hasEnded(run.state))
    return refused('ALREADY_DECIDED', 'The run has not ended. Stop it first; then take back what it paid.')
  if (run.reversedByRun !== null)
    return refused('ALREADY_REVERSED', `Run ${run.reversedByRun} takes this one back.`)
  return allowed
}

/** What a correction lists as too much can be taken back as soon as it is listed, and while no later adjudication counts. */
export function mayTakeExcess(
  actor: Actor | null,
  run: RunFacts & Standing & { readonly excessTakenByRun: string | null },
): Verdict {
  const manager = mayRun(actor)
  if (!manager.ok) return manager
  if (run.kind !== 'correction')
    return refused('BAD_REQUEST', 'Only a run after a new adjudication lists what was too much.')
  if (run.state === 'planning') return refused('ALREADY_DECIDED', 'The run is still being planned.')
  if (run.excessTakenByRun !== null)
    return refused('ALREADY_REVERSED', `Run ${run.excessTakenByRun} takes back what is too much.`)
  return standsYet(run)
}

/** What a correction goes by. */
type Standing = {
  readonly newerCorrection: string | null
  /** The window is only proposed, or was dropped. */
  readonly waitsForWindow: boolean
}

/**
 * What an adjudication said counts when it is in force, and no longer when there is a later one: then that one's run is
 * the one to act on.
 */
export function standsYet({ newerCorrection, waitsForWindow }: Standing): Verdict {
  if (waitsForWindow)
    return refused('STALE', 'The window that this run goes by is not in force: nothing moves by it.')
  return newerCorrection === null
    ? allowed
    : refused('STALE', `The outage was adjudicated anew since: run ${newerCorrection} lists what counts now.`)
}
