import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { posix } from 'node:path'
import { expect } from 'vitest'

/** One source file with what the rules look at. `to` is a path in this tree, or a package's name after "package:". */
export type Source = {
  path: string
  text: string
  lines: number
  imports: { to: string; typeOnly: boolean; late: boolean }[]
}

export const nouns = [
  'adjustments',
  'credits',
  'programmes',
  'outages',
  'contacts',
  'accounts',
  'notices',
  'ledger',
  'staff',
  'audit',
] as const

const statement = /^(?:import|export)\s+(type\s+)?(?:[\w*{][^'"`;=]*?\sfrom\s+)?['"]([^'"\n]+)['"]/gm
const dynamic = /\bimport\(\s*['"]([^'"\n]+)['"]\s*\)/g

/** What is in the repository or about to be: tracked files and new ones that are not ignored. */
export const allFiles: string[] = execFileSync('git', ['ls-files', '-co', '--exclude-standard'], {
  encoding: 'utf8',
})
  .split('\n')
  .filter((path) => path !== '' && existsSync(path))

export const sources: Source[] = allFiles
  .filter((path) => /^(shared|server|client|test)\/.*\.(ts|tsx|mjs)$/.test(path))
  .map(read)
export const inTree = (tree: string): Source[] =>
  sources.filter((source) => source.path.startsWith(`${tree}/`))

function read(path: string): Source {
  const text = readFileSync(path, 'utf8')
  return { path, text, lines: text.split('\n').length - 1, imports: importsOf(path, text) }
}

function importsOf(path: string, text: string): Source['imports'] {
  const found = [...text.matchAll(statement)].map((match) => ({
    specifier: match[2] ?? '',
    typeOnly: match[1] !== undefined,
    late: false,
  }))
  const late = [...text.matchAll(dynamic)].map((match) => ({
    specifier: match[1] ?? '',
    typeOnly: false,
    late: true,
  }))
  return [...found, ...late].map(({ specifier, ...how }) => ({ to: resolved(path, specifier), ...how }))
}

function resolved(from: string, specifier: string): string {
  if (specifier.startsWith('#')) return specifier.slice(1)
  if (specifier.startsWith('.')) return posix.join(posix.dirname(from), specifier)
  return `package:${specifier}`
}

/** "server/ledger/budgets.ts" belongs to the noun ledger; files of other folders belong to none. */
export const nounOf = (path: string): string | null => {
  const noun = /^(?:shared|server|client)\/([a-z]+)\//.exec(path)?.[1]
  return noun && (nouns as readonly string[]).includes(noun) ? noun : null
}

/** Every import that breaks a rule, as "from -> to". */
export const arrows = (
  from: readonly Source[],
  breaks: (source: Source, to: string, typeOnly: boolean) => boolean,
): string[] =>
  from.flatMap((source) =>
    source.imports
      .filter(({ to, typeOnly }) => breaks(source, to, typeOnly))
      .map(({ to }) => `${source.path} -> ${to}`),
  )

/** Every line that matches, as "path:line  text". */
export const linesWith = (
  from: readonly Source[],
  pattern: RegExp,
  except: (source: Source, line: string) => boolean = () => false,
): string[] =>
  from.flatMap((source) =>
    source.text
      .split('\n')
      .flatMap((line, index) =>
        pattern.test(line) && !/^\s*(\/\/|\*|\/\*)/.test(line) && !except(source, line)
          ? [`${source.path}:${index + 1}  ${line.trim()}`]
          : [],
      ),
  )

export const [shared, server, client] = ['shared', 'server', 'client'].map(inTree) as [
  Source[],
  Source[],
  Source[],
]
export const product: Source[] = [...shared, ...server, ...client]

/** Fails with what broke the rule and with what to do instead. */
export const none = (broken: readonly string[], instead: string): void => expect(broken, instead).toEqual([])
