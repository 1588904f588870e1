import type { Programme } from './document.ts'

export const programmeStates = ['draft', 'submitted', 'published', 'superseded', 'withdrawn'] as const
export type ProgrammeState = (typeof programmeStates)[number]

/** Every legal step of a version. A trigger in the database refuses all others; a test holds the two against each other. */
export const programmeSteps: Record<ProgrammeState, readonly ProgrammeState[]> = {
  draft: ['submitted', 'withdrawn'],
  submitted: ['draft', 'published', 'withdrawn'],
  published: ['superseded', 'withdrawn'],
  superseded: [],
  withdrawn: [],
}
export const programmeStateWords: Record<ProgrammeState, string> = {
  draft: 'draft',
  submitted: 'waiting for a second person',
  published: 'in force',
  superseded: 'superseded',
  withdrawn: 'withdrawn',
}

/** What a programme's credit is for. One programme may be in force for an outage and a cause; what a law asks is another cause than what a carrier offers. */
export type ProgrammeCause = 'entitlement' | 'statutory' | 'goodwill'
export const causeOf = ({ trigger }: Pick<Programme, 'trigger'>): ProgrammeCause => {
  if (trigger.kind === 'statutory') return 'statutory'
  return trigger.kind === 'discretionary' ? 'goodwill' : 'entitlement'
}
