import { expect, test } from 'vitest'
import { problemsOf, readLedger, titleOf } from '../asvs/ledger.ts'
import { none, sources } from './tree.ts'

test('the ledger of OWASP ASVS is whole: each requirement once, with evidence that is there and the test that it names', () => {
  none(problemsOf(readLedger()), 'Mend docs/asvs.csv, or the title of the test.')
})

test('a ledger that lacks a row, repeats one, or names what is not there is told', () => {
  const ledger = readLedger()
  const [first] = ledger
  if (!first) throw new Error('The ledger is empty.')
  const tested = ledger.find(({ test: file }) => file !== '') ?? first
  expect(problemsOf(ledger.slice(1)).join()).toMatch(/rows and not/)
  expect(problemsOf([...ledger, first]).join()).toContain(`${first.id} stands there twice`)
  expect(problemsOf([{ ...first, evidence: 'see server/none.ts' }]).join()).toContain(
    'server/none.ts, which is not there',
  )
  expect(problemsOf([{ ...tested, test: 'vite.config.ts' }]).join()).toContain(titleOf(tested.id))
})

test('a requirement that a title names stands in the ledger', () => {
  const known = new Set(readLedger().map(({ id }) => id))
  const named = sources
    .filter(({ path }) => /^test\/(server|shared|client|journeys|house)\//.test(path))
    .flatMap(({ path, text }) =>
      [...text.matchAll(/v5\.0\.0-(\d+\.\d+\.\d+)/g)].map(([, id = '']) => ({ path, id })),
    )
  none(
    named.filter(({ id }) => !known.has(id)).map(({ path, id }) => `${path}: ${id}`),
    'It is no requirement of levels 1 and 2 that applies: take the id out of the title.',
  )
})
