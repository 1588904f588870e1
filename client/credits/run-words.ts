import type { Tone } from '#client/ui/classes.ts'
import type { RunKind, RunState } from '#shared/credits/run-states.ts'
import type { RunRow } from '#shared/credits/run-views.ts'

export const stateTones: Record<RunState, Tone> = {
  planning: 'accent',
  planned: 'outage',
  canary: 'accent',
  checked: 'outage',
  running: 'accent',
  paused: 'outage',
  stopped: 'refused',
  finished: 'given',
}

const kindWords: Record<RunKind, string> = {
  credit: 'pays',
  correction: 'pays what a new adjudication adds',
  reversal: 'takes back',
}

/** What a run is: "Run 7 pays", "Run 9 takes back what was too much". */
export const runWords = ({ runId, kind, takes }: RunRow): string =>
  `Run ${runId} ${kindWords[kind]}${takes === 'excess' ? ' what was too much' : ''}`

/** "under a minute", "4 minutes", "1 h 20 min": how long a run will still take. */
export function timeLeft(seconds: number): string {
  if (seconds < 60) return `${seconds} s`
  const minutes = Math.ceil(seconds / 60)
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}

export const number = (count: number): string => count.toLocaleString('en-US')
