/** Joins class names and leaves out what is false. */
export const cx = (...names: (string | false | null | undefined)[]): string => names.filter(Boolean).join(' ')

export type Tone = 'neutral' | 'accent' | 'outage' | 'given' | 'refused'

export const softTone: Record<Tone, string> = {
  neutral: 'bg-neutral-soft text-muted',
  accent: 'bg-accent-soft text-accent-ink',
  outage: 'bg-outage-soft text-outage-ink',
  given: 'bg-given-soft text-given-ink',
  refused: 'bg-refused-soft text-refused-ink',
}

export const solidTone: Record<Tone, string> = {
  neutral: 'bg-line-strong',
  accent: 'bg-accent',
  outage: 'bg-outage',
  given: 'bg-given',
  refused: 'bg-refused',
}
