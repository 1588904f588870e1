import { describe, expect, test } from 'vitest'
import { client, linesWith, none, nounOf, product, type Source, server, shared, sources } from './tree.ts'

describe('habits', () => {
  test('no default exports, barrels, enums or markers', () => {
    none(
      linesWith(sources, /^export default\b/, ({ path }) =>
        /^client\/.*-page\.tsx$|\.config\.ts$/.test(path),
      ),
      'Export it by name. Only configuration and lazily loaded *-page.tsx have a default.',
    )
    none(linesWith(sources, /^export (\*|(type )?\{[^}]*\}) from/), 'Import from the file that defines it.')
    none(linesWith(sources, /^\s*(export )?(const )?enum \w/), 'Use a union of words, or `as const`.')
    const markers = new RegExp(
      `\\b(${['TO', 'DO'].join('')}|FIX${'ME'}|X{3})\\b|${'biome'}-ignore|@ts-(ignore|expect-error|nocheck)|\\bas ${'any'}\\b`,
    )
    const marked = sources.flatMap(({ path, text }) =>
      text
        .split('\n')
        .flatMap((line, index) => (markers.test(line) ? [`${path}:${index + 1}  ${line.trim()}`] : [])),
    )
    none(marked, 'Do it now, or leave it out. The one marker is NOTE:.')
  })
  test('shared reads no clock, no chance and no environment', () => {
    none(
      linesWith(shared, /Date\.now|new Date\(\)|Math\.random|\bprocess\.|crypto\.|Temporal\.Now|\bfetch\(/),
      'Take the instant, the number or the setting as an argument.',
    )
  })
  test('commands read no clock', () => {
    none(
      linesWith(
        server.filter(({ path }) => nounOf(path)),
        /Date\.now|new Date\(\)|Math\.random/,
      ),
      'A command takes work.now; a query uses now() in its statement: the database’s clock is the desk’s.',
    )
  })
  test('money is never a float', () => {
    none(
      linesWith(product, /parseFloat|\.toFixed\(2\)|\/ ?100(\.0)?\b(?!_)/, (_source, line) =>
        /seconds/i.test(line),
      ),
      'Use Money of shared/money.ts: integer minor units, parseMoney, formatMoney, roundHalfUp.',
    )
  })
})

describe('one door for each dangerous thing', () => {
  const door = (words: string, from: readonly Source[], pattern: RegExp, at: RegExp, instead: string) =>
    test(words, () => {
      none(
        linesWith(from, pattern, ({ path }) => at.test(path)),
        instead,
      )
      expect(
        from.some(({ path, text }) => at.test(path) && pattern.test(text)),
        `The door itself is not found: ${at}`,
      ).toBe(true)
    })
  door(
    'one writer of transfers',
    server,
    /insert into transfers|insertInto\(['"]transfers/i,
    /^server\/ledger\/post-transfer\.ts$/,
    'Call postTransfer, or use transferInsert, of server/ledger/post-transfer.ts.',
  )
  door(
    'one writer of events',
    server,
    /insert into (account|desk)_events|insertInto\(['"](account|desk)Events/i,
    /^server\/audit\/record-event\.ts$/,
    'Call recordEvent or recordDeskEvent of server/audit/record-event.ts.',
  )
  door(
    'one opener of transactions',
    server,
    /\.transaction\(\)|\.startTransaction\(\)/,
    /^server\/work\.ts$/,
    'Open it with inWork of server/work.ts.',
  )
  door(
    'one reader of the environment',
    product,
    /\benv\.[A-Z_]+|(?<!\.\.\.)process\.env(?!\))|NodeJS\.ProcessEnv/,
    /^server\/(config|db\/pglite-open)\.ts$/,
    'Add it to server/config.ts and pass the configuration. (The embedded database refuses production by itself, whoever opens it.)',
  )
  door(
    'one builder of addresses',
    client,
    /['"`]\/(accounts|requests|sign-in|desk)\b(?!.*useMatch)/,
    /^client\/(paths\.ts|shell-rail\.tsx|adjustments\/requests-page\.tsx)$/,
    'Use paths of client/paths.ts.',
  )
})
