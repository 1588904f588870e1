export type AdjustmentState =
  | 'requested'
  | 'granted'
  | 'refused'
  | 'returned'
  | 'withdrawn'
  | 'expired'
  | 'reversed'

/** Every legal step. A trigger in the database refuses all others; a test holds the two against each other. */
export const steps: Record<AdjustmentState, readonly AdjustmentState[]> = {
  requested: ['granted', 'refused', 'returned', 'withdrawn', 'expired'],
  granted: ['reversed'],
  refused: [],
  returned: [],
  withdrawn: [],
  expired: [],
  reversed: [],
}

/** A request to take back more than one's own limit. */
export type ReversalState = 'requested' | 'granted' | 'refused' | 'withdrawn'
export const reversalSteps: Record<ReversalState, readonly ReversalState[]> = {
  requested: ['granted', 'refused', 'withdrawn'],
  granted: [],
  refused: [],
  withdrawn: [],
}

/** What a credit is for. One credit per cause: (account or line) x outage x kind. */
export const causeKinds = ['entitlement', 'top_up', 'goodwill', 'documented_loss', 'statutory'] as const
export type CauseKind = (typeof causeKinds)[number]
export const causeWords: Record<CauseKind, string> = {
  entitlement: 'entitlement',
  top_up: 'top-up per line',
  goodwill: 'goodwill',
  documented_loss: 'documented loss',
  statutory: 'statutory credit',
}
