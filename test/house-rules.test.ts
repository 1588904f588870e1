import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { allFiles, arrows, client, none, server, shared, sources } from './house/tree.ts'
import './house/absences.ts'
import './house/arrows.ts'
import './house/asvs-ledger.ts'
import './house/documents.ts'
import './house/habits.ts'
import './house/names.ts'

test('the rules look at something', () => {
  expect([shared.length > 20, server.length > 60, client.length > 60]).toEqual([true, true, true])
  expect(sources.flatMap((source) => source.imports).length).toBeGreaterThan(500)
  const lost = arrows(
    sources,
    (_source, to) => !to.startsWith('package:') && !/^dist\//.test(to) && !allFiles.includes(to),
  )
  none(lost, 'An import that leads nowhere: the rules would not see it. Write the path with its extension.')
})

test('every table says where it lives, right after it is made, and by-account tables say so', () => {
  const migrations = server.filter(({ path }) => path.startsWith('server/db/migrations/'))
  const broken = migrations.flatMap(({ path, text }) =>
    [
      ...text.matchAll(/create table (?:if not exists )?(\w+) \(([\s\S]*?)`\.execute\(db\)\s*([^\n]*)/g),
    ].flatMap(([, table = '', body = '', next = '']) => {
      const where = new RegExp(`^await lives\\(db, '${table}', '(by account|everywhere|local)'\\)`).exec(
        next,
      )?.[1]
      return where === (/^\s*account_id text\b/m.test(body) ? 'by account' : where) && where
        ? []
        : [`${path}: ${table} (${where ?? 'not said'})`]
    }),
  )
  none(
    broken,
    'Write `await lives(db, table, …)` on the line after `create table`; a table with account_id lives "by account".',
  )
})

test('no word of the place it was written in', () => {
  const words = new RegExp(
    [
      '/wo' + 'rk/',
      '/tmp/br' + 'ief',
      'jf' + 'rog',
      'artifac' + 'tory',
      'verdac' + 'cio',
      'registry\\.np' + 'mjs',
    ].join('|'),
    'i',
  )
  const found = allFiles.filter(
    (path) => !/\.(png|jpe?g|woff2?|ico|pdf|gz)$/.test(path) && words.test(readFileSync(path, 'utf8')),
  )
  none(
    found,
    'Leave out machine paths and registry hosts: they tell nobody anything. (.npmrc keeps addresses out of the lock file: omit-lockfile-registry-resolved.)',
  )
  expect(readFileSync('package-lock.json', 'utf8')).not.toContain('"resolved"')
})
