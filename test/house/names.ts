import { basename } from 'node:path'
import { describe, test } from 'vitest'
import { none, nounOf, nouns, product, server, shared, sources } from './tree.ts'

/** Files that are not called after one thing they do: reading, state and the pieces that several commands share. */
const plainFiles: Record<string, string[]> = {
  shared: [
    'permissions',
    'schemas',
    'schema',
    'states',
    'views',
    // The schemas of what procedures answer, each proven equal to its view by types.
    'answers',
    'roles',
    'benefits',
    'document',
    'given-before',
    'qualify',
    'rate-base',
    'rational',
  ],
  server: [
    'router',
    'queries',
    'account-facts',
    'account-page',
    'evidence',
    'weights',
    'desk-facts',
    'pace',
    'drafts',
    'queue',
    'standing',
    'timeline',
    'budgets',
    'unknown-outcomes',
    'books-rules',
    'cookie',
    'passwords',
    'sessions',
    'provider-steps',
    'import-state-zones',
    // What several files of a noun hand each other: a type, and no command.
    'batch',
    'billing-port',
    'books-rule',
    'finding',
  ],
}
const roots: Record<string, string[]> = {
  shared: [
    'answers.ts',
    'money.ts',
    'time.ts',
    'verdict.ts',
    'refusals.ts',
    'request-numbers.ts',
    'format.ts',
  ],
  server: [
    'main.ts',
    // How a thread of ours is started.
    'thread.ts',
    'config.ts',
    // One line for each event of the log.
    'log.ts',
    // How calls between systems are signed both ways, and what is handed over to them in the background.
    'deliveries.ts',
    'signed-calls.ts',
    // Secrets that stand in files: read by the configuration, changed by a command.
    'key-files.ts',
    'errors.ts',
    'refusal.ts',
    'router.ts',
    // Who may call a procedure and about what: read by the desk at its start and by tests, who need no tRPC for it.
    'rule.ts',
    // What a procedure is made of once it has its rule, how a person is held against the rule, and how its answer is held against what it declares.
    'ruled.ts',
    'why-refused.ts',
    'strict-answer.ts',
    'trpc.ts',
    'work.ts',
    'build-client.ts',
  ],
}
const folders: Record<string, string[]> = {
  shared: [...nouns],
  // edge is where HTTP begins and ends: what is asked by whom and how fast, what every answer carries, ways for systems.
  // keeping drops, holds and erases what all the nouns keep: it stands on them, and none on it.
  server: [...nouns, 'cli', 'db', 'demo', 'edge', 'imports', 'keeping', 'live'],
  client: [...nouns, 'ui', 'public'],
}
const camel = (path: string) =>
  basename(path)
    .replace(/\.tsx?$/, '')
    .replace(/-(.)/g, (_all, letter: string) => letter.toUpperCase())

describe('the vocabulary of files', () => {
  test('folders are the nouns and the few named parts', () => {
    const strange = product.filter(
      ({ path }) =>
        path.split('/').length > 2 && !folders[path.split('/')[0] ?? '']?.includes(path.split('/')[1] ?? ''),
    )
    none(
      strange.map(({ path }) => path),
      `Put it under one of the nouns (${nouns.join(', ')}). A new noun needs a decision record, and its place in test/house/tree.ts.`,
    )
  })
  test('files beside the folders are the named ones', () => {
    const strange = [...shared, ...server].filter(
      ({ path }) =>
        path.split('/').length === 2 && !roots[path.split('/')[0] ?? '']?.includes(basename(path)),
    )
    none(
      strange.map(({ path }) => path),
      'Put it under its noun. What truly belongs to all goes into the list in test/house-rules.test.ts, with a reason.',
    )
  })
  test('a command is a file named after the function it exports', () => {
    const strange = server.filter(
      ({ path, text }) =>
        nounOf(path) &&
        !plainFiles.server?.includes(basename(path, '.ts')) &&
        !new RegExp(`export (async )?(function\\*?|const) ${camel(path)}\\b`).test(text),
    )
    none(
      strange.map(({ path }) => path),
      'One command, one file, called by its verb phrase: approve-adjustment.ts exports approveAdjustment. Reads go into queries.ts.',
    )
  })
  test('what shared holds of a noun has a known name, or a word of what it exports', () => {
    const strange = shared.filter(({ path, text }) => {
      const name = basename(path, '.ts')
      const exported = [...text.matchAll(/^export (?:async )?(?:function|const|type) (\w+)/gm)].map(
        (match) => match[1]?.toLowerCase() ?? '',
      )
      const words = name.split('-').map((word) => word.replace(/(?:e?s|al|ed|y)$/, ''))
      return (
        nounOf(path) &&
        !plainFiles.shared?.includes(name) &&
        !words.some((word) => exported.some((each) => each.includes(word)))
      )
    })
    none(
      strange.map(({ path }) => path),
      'Use permissions, schemas, states or views, or call the file after the rule or the value it exports.',
    )
  })
  test('names are kebab-case and say what is inside', () => {
    const banned = /(^|[-/])(utils?|helpers?|common|managers?|services?|handlers?|misc|index)(\.[a-z.]+$|\/)/
    none(
      sources.map(({ path }) => path).filter((path) => banned.test(path)),
      'Name it by the thing it does or holds. There are no drawers for the rest, and no barrels: import the file itself.',
    )
    none(
      sources.map(({ path }) => path).filter((path) => !/^[a-z0-9/.-]+$/.test(path)),
      'File names are kebab-case.',
    )
  })
  test('no file is over 300 lines', () => {
    none(
      sources.filter(({ lines }) => lines > 300).map(({ path, lines }) => `${path}: ${lines}`),
      'Look for the second duty in it and give that a file of its own.',
    )
  })
})
