/** What waits for a second administrator: whatever gives somebody more than they had. Taking away needs one. */
export const changeKinds = ['add', 'change', 'bring-back', 'unlink', 'new-password', 'new-factor'] as const
export type ChangeKind = (typeof changeKinds)[number]
/** For whoever forgot a password or lost a second factor: somebody asks for them, and says how they proved who they are. */
export const waysBack = ['new-password', 'new-factor'] as const
export type WayBack = (typeof waysBack)[number]
export const isWayBack = (kind: ChangeKind): kind is WayBack =>
  (waysBack as readonly ChangeKind[]).includes(kind)
export type ChangeState = 'requested' | 'agreed' | 'refused' | 'withdrawn'

/** Every legal step. A trigger in the database refuses all others; a test holds the two against each other. */
export const changeSteps: Record<ChangeState, readonly ChangeState[]> = {
  requested: ['agreed', 'refused', 'withdrawn'],
  agreed: [],
  refused: [],
  withdrawn: [],
}

/** How somebody belongs to an account that they then do not touch. */
export const relations = ['own', 'household', 'relative'] as const
export type Relation = (typeof relations)[number]
export const relationWords: Record<Relation, string> = {
  own: 'your own account',
  household: 'an account of your household',
  relative: 'a relative’s account',
}
