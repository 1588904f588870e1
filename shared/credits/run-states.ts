/**
 * Where a run is. It is planned (every account evaluated and written down) before anything is paid; a canary pays the
 * first few, and somebody looks at them before the rest is paid.
 */
export const runStates = [
  'planning',
  'planned',
  'canary',
  'checked',
  'running',
  'paused',
  'stopped',
  'finished',
] as const
export type RunState = (typeof runStates)[number]

/** Every legal step. A trigger in the database refuses all others; a test holds the two against each other. */
export const runSteps: Record<RunState, readonly RunState[]> = {
  // A correction by which nobody is due anything ends where its plan does.
  planning: ['planned', 'stopped', 'finished'],
  planned: ['canary', 'running', 'stopped'],
  canary: ['checked', 'paused', 'stopped', 'finished'],
  checked: ['running', 'stopped'],
  running: ['paused', 'stopped', 'finished'],
  paused: ['canary', 'running', 'stopped'],
  stopped: [],
  finished: [],
}

/** In these a runner has something to do without anybody's word. */
export const underWay: readonly RunState[] = ['planning', 'canary', 'running']
export const hasEnded = (state: RunState): boolean => runSteps[state].length === 0

export const runStateWords: Record<RunState, string> = {
  planning: 'planning',
  planned: 'planned, nothing paid yet',
  canary: 'paying the canary',
  checked: 'canary paid, waiting for a look',
  running: 'paying',
  paused: 'paused',
  stopped: 'stopped',
  finished: 'finished',
}

/** What a run does: it pays a programme, pays or takes back what a new adjudication changed, or takes a run back. */
export const runKinds = ['credit', 'correction', 'reversal'] as const
export type RunKind = (typeof runKinds)[number]

/** What a run takes back of another: what that one paid, or what a correction lists as too much. */
export const takenBack = ['paid', 'excess'] as const
export type TakenBack = (typeof takenBack)[number]
