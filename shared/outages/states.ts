/** Another window for an outage: one manager proposes it, another puts it in force or turns it down. */
export const adjudicationStates = ['proposed', 'in_force', 'turned_down', 'withdrawn'] as const
export type AdjudicationState = (typeof adjudicationStates)[number]

/** Every legal step. A trigger in the database refuses all others; a test holds the two against each other. */
export const adjudicationSteps: Record<AdjudicationState, readonly AdjudicationState[]> = {
  proposed: ['in_force', 'turned_down', 'withdrawn'],
  in_force: [],
  turned_down: [],
  withdrawn: [],
}
export const adjudicationStateWords: Record<AdjudicationState, string> = {
  proposed: 'proposed',
  in_force: 'put in force',
  turned_down: 'turned down',
  withdrawn: 'withdrawn',
}
