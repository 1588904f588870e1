import type { Programme } from './document.ts'
import { type Problem, readProgramme } from './read-programme.ts'

/** Characters. The longest of the 22 published ones has about 10,000. */
export const longestDocument = 60_000

/** Which version a draft is, and what it will meet when it is published. */
export type DraftPlace = {
  readonly programmeId: string
  readonly version: number
  /** The outage chosen beside the text, for a document that names none. */
  readonly outageId: string | null
  readonly outageKnown: boolean
  /** The version of this programme that is in force for the outage now. */
  readonly inForce: number | null
}
export type DraftRead = { readonly programme: Programme | null; readonly problems: readonly Problem[] }

/** A draft's text as its author sees it: every problem at once, those of the document and those of its place. */
export function draftProblems(text: string, place: DraftPlace): DraftRead {
  const read = readProgramme(text)
  if (!read.ok) return { programme: null, problems: read.problems }
  const { programme } = read
  const lines = text.split('\n')
  const lineOf = (field: string) =>
    Math.max(
      0,
      lines.findIndex((line) => line.includes(`"${field}"`)),
    ) + 1
  const problem = (path: string, words: string): Problem => ({
    level: 'error',
    line: lineOf(path.split('.')[0] ?? path),
    path,
    words,
  })
  const found: Problem[] = []
  if (programme.id !== place.programmeId)
    found.push(
      problem('id', `this draft is of ${place.programmeId}; another programme is a draft of its own`),
    )
  if (programme.version !== place.version)
    found.push(problem('version', `this draft is version ${place.version}`))
  if (programme.outage === null && place.outageId === null)
    found.push(problem('outage', 'names no outage: choose beside the text for which one it is published'))
  else if (programme.outage !== null && place.outageId !== null && programme.outage !== place.outageId)
    found.push(problem('outage', `is for ${programme.outage}, and ${place.outageId} was chosen`))
  else if (!place.outageKnown)
    found.push(problem('outage', 'there is no such outage at this desk: add it with npm run outage'))
  const { supersedes } = programme.supersession
  if (place.inForce !== null && supersedes !== place.inForce)
    found.push(
      problem(
        'supersession.supersedes',
        `version ${place.inForce} is in force: this one has to supersede it`,
      ),
    )
  if (place.inForce === null && supersedes !== null)
    found.push(
      problem('supersession.supersedes', `version ${supersedes} is not in force, so it cannot be superseded`),
    )
  return { programme, problems: [...found, ...read.problems].sort((a, b) => a.line - b.line) }
}

export const hasErrors = (problems: readonly Problem[]): boolean =>
  problems.some((problem) => problem.level === 'error')
