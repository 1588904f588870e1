import type { Tone } from '#client/ui/classes.ts'
import { day } from '#client/ui/format.ts'
import type { ProgrammeState } from '#shared/programmes/states.ts'
import type { VersionView } from '#shared/programmes/views.ts'

export const toneOf: Record<ProgrammeState, Tone> = {
  draft: 'neutral',
  submitted: 'outage',
  published: 'given',
  superseded: 'neutral',
  withdrawn: 'refused',
}

/** "by Morgan Hale and Marta Kowalska, 25 Feb": who wrote it and who put it in force. */
export function peopleOf({ author, publishedBy, publishedOn, state }: VersionView): string {
  const people = [author, publishedBy].filter(Boolean).join(' and ')
  if (!people) return 'from before people were noted'
  return `${state === 'draft' ? 'a draft of' : 'by'} ${people}${publishedOn ? `, ${day(publishedOn)}` : ''}`
}
