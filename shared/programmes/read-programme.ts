import type { Programme } from './document.ts'
import { findingsOf } from './findings.ts'
import { readJson } from './json-lines.ts'
import { programmeSchema } from './schema.ts'

export type Problem = {
  readonly level: 'error' | 'warning'
  readonly line: number
  readonly path: string
  readonly words: string
}
export type ProgrammeRead =
  | { readonly ok: true; readonly programme: Programme; readonly problems: readonly Problem[] }
  | { readonly ok: false; readonly problems: readonly Problem[] }

/** Reads a document's text: it is taken whole or refused whole, with every problem at once, each on its line. */
export function readProgramme(text: string): ProgrammeRead {
  const json = readJson(text)
  if (!json.ok)
    return { ok: false, problems: [{ level: 'error', line: json.line, path: '', words: json.words }] }
  const placed = (level: Problem['level'], path: readonly PropertyKey[], words: string): Problem => ({
    level,
    line: json.lineOf(path),
    path: pathText(path),
    words,
  })
  const parsed = programmeSchema.safeParse(json.value)
  if (!parsed.success) {
    const problems = parsed.error.issues
      .flatMap((issue) => issuesIn(issue, []))
      .map(({ path, words }) => placed('error', path, words))
    return { ok: false, problems: inLineOrder(problems) }
  }
  const programme = json.value as Programme
  const problems = inLineOrder(
    findingsOf(programme).map(({ level, path, words }) => placed(level, path, words)),
  )
  if (problems.some((problem) => problem.level === 'error')) return { ok: false, problems }
  return { ok: true, programme, problems }
}

const inLineOrder = (problems: readonly Problem[]): Problem[] => [...problems].sort((a, b) => a.line - b.line)

/** "benefits[0].gives.minor" */
const pathText = (path: readonly PropertyKey[]): string =>
  path.reduce<string>(
    (text, key) =>
      typeof key === 'number' ? `${text}[${key}]` : text === '' ? String(key) : `${text}.${String(key)}`,
    '',
  )

type Issue = NonNullable<ReturnType<typeof programmeSchema.safeParse>['error']>['issues'][number]
type Placed = { path: readonly PropertyKey[]; words: string }

/** One issue in words. Of a choice between shapes, the shape that was meant (the one with the fewest problems) is told about. */
function issuesIn(issue: Issue, above: readonly PropertyKey[]): Placed[] {
  const path = [...above, ...issue.path]
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({ path: [...path, key], words: `${key} is not a field here` }))
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    const shapes = issue.errors.filter(
      (errors) => !errors.some((each) => each.path.at(-1) === 'form' || each.path.length === 0),
    )
    const [meant] = [...(shapes.length > 0 ? shapes : issue.errors)].sort((a, b) => a.length - b.length)
    return (meant ?? []).flatMap((each) => issuesIn(each as Issue, path))
  }
  if (issue.code === 'invalid_value' && issue.values.length > 12)
    return [
      {
        path,
        words: `is not one of the ${issue.values.length} names known here; see docs/programme-format.md`,
      },
    ]
  if (issue.code === 'invalid_type' && /received undefined/.test(issue.message))
    return [{ path, words: 'is missing' }]
  return [{ path, words: issue.message.replace(/^Invalid (input|option): /, '') }]
}
