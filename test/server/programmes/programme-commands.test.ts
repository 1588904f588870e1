import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { openDatabase } from '#server/db/open-database.ts'
import { databaseKind, freshTarget } from '#test/support/database.ts'
import { furnishDesk, outageId, programme } from '#test/support/desk.ts'
import { addAccounts } from '#test/support/factories.ts'
import { typed } from '#test/support/typed.ts'

const folder = mkdtempSync(join(tmpdir(), 'makeright-programmes-'))
afterAll(() => rmSync(folder, { recursive: true }))
const written = (name: string, document: unknown): string => {
  const path = join(folder, name)
  writeFileSync(path, JSON.stringify(document))
  return path
}
/** A second version that pays twice as much, and the difference to whom the first one paid. */
const dearer = {
  ...programme,
  version: 2,
  benefits: programme.benefits.map((benefit) => ({ ...benefit, gives: { form: 'flat', minor: '1000' } })),
  supersession: { supersedes: 1, mode: 'delta' },
}

// One process owns an embedded database, so a command beside another needs a server.
test.skipIf(databaseKind === 'pglite')(
  'an author simulates a raised programme and two managers put it in force, from the command line',
  { timeout: 90_000 },
  async () => {
    const target = await freshTarget()
    const database = await openDatabase(target)
    try {
      await furnishDesk(database, { businessDate: '2024-02-25' })
      await addAccounts(
        database,
        Array.from({ length: 7 }, () => ({})),
      )
      const file = written('raised.json', dearer)
      const ask = (...words: string[]) => typed(target, 'programme', ...words)

      const simulated = await ask(
        'simulate',
        file,
        '--outage',
        outageId,
        '--against',
        '1',
        '--workers',
        '1',
        '--json',
      )
      expect(simulated.code, simulated.err).toBe(0)
      expect(simulated.err).toContain('7 of 7 accounts')
      expect(JSON.parse(simulated.out)).toMatchObject({
        accounts: 7,
        paid: 7,
        minor: '7000',
        difference: { minor: '3500', more: { accounts: 7 }, less: { accounts: 0 } },
      })

      expect(await ask('publish', file, '--as', 'morgan', '--by', 'morgan')).toMatchObject({
        code: 1,
        err: expect.stringContaining('second manager'),
      })
      expect(await ask('publish', file, '--as', 'alex', '--by', 'morgan')).toMatchObject({ code: 1 })
      expect(await ask('publish', file, '--as', 'morgan', '--by', 'marta')).toMatchObject({
        code: 0,
        out: expect.stringContaining(`Version 2 of ${programme.id} is in force`),
      })
      expect(await ask('publish', file, '--as', 'morgan', '--by', 'marta')).toMatchObject({
        code: 0,
        out: expect.stringContaining('nothing changed'),
      })
      expect(await ask('simulate', file, '--outage', 'no-such-outage')).toMatchObject({ code: 1 })
      expect(await ask('simulate', file, '--outage', outageId, '--workers', 'many')).toMatchObject({
        code: 2,
      })
    } finally {
      await database.close()
    }
  },
)

test('a document that is not a programme is refused whole, with the line of every mistake, and no database is opened', async () => {
  const target = { kind: 'postgres', url: 'postgres://nobody@127.0.0.1:1/none' } as const
  const wrong = join(folder, 'wrong.json')
  writeFileSync(wrong, JSON.stringify({ ...programme, currency: 'Dollars', benefits: [] }, null, 2))
  const said = await typed(target, 'programme', 'check', wrong)
  expect(said.code).toBe(1)
  expect(said.err).toMatch(/wrong\.json:\d+: error: currency: /)
  expect(said.err).toMatch(/wrong\.json:\d+: error: benefits: /)
  expect(await typed(target, 'programme', 'publish', wrong, '--as', 'a', '--by', 'b')).toMatchObject({
    code: 1,
  })
})
