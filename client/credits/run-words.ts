import type { Tone } from '#client/ui/classes.ts'
import type { RunKind, RunState } from '#shared/credits/run-states.ts'

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

export const kindWords: Record<RunKind, string> = {
  credit: 'pays',
  correction: 'pays what a new adjudication adds',
  reversal: 'takes back',
}

/** "under a minute", "4 minutes", "1 h 20 min": how long a run will still take. */
export function timeLeft(seconds: number): string {
  if (seconds < 60) return `${seconds} s`
  const minutes = Math.ceil(seconds / 60)
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}

export const number = (count: number): string => count.toLocaleString('en-US')
