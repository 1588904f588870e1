import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { openDatabase } from '#server/db/open-database.ts'
import { databaseKind, freshTarget } from '#test/support/database.ts'
import { balanceOf, furnishDesk, programme } from '#test/support/desk.ts'
import { addAccounts } from '#test/support/factories.ts'
import { typed } from '#test/support/typed.ts'

// One process owns an embedded database, so a command beside another needs a server.
test.skipIf(databaseKind === 'pglite')(
  'a run is led from the command line from its start to its end',
  { timeout: 90_000 },
  async () => {
    const target = await freshTarget()
    const database = await openDatabase(target)
    try {
      await furnishDesk(database, { businessDate: '2024-02-25' })
      const accounts = await addAccounts(
        database,
        Array.from({ length: 9 }, () => ({})),
      )
      const run = (...words: string[]) => typed(target, 'run', ...words)
      const done = async (...words: string[]) => {
        const said = await run(...words)
        expect(said, words.join(' ')).toMatchObject({ code: 0, err: '' })
        return said.out
      }
      const as = ['--as', 'morgan']

      expect(await done('start', programme.id, '1', '--batch-of', '2', ...as)).toContain('Run 1 is begun')
      await done('work', '--until-done', '--threads', '1')
      expect(await done('canary', '1', '3', ...as)).toMatch(
        /canary\nPlanned: 9 of 9 accounts, \$45\.00; plan [0-9a-f]{64}/,
      )
      await done('work', '--until-done', '--threads', '1')
      expect(await done('rest', '1', ...as)).toContain('Done: 3 accounts, $15.00')
      expect(await done('pause', '1', '--because', 'A look first.', ...as)).toContain(
        'paused (A look first.)',
      )
      expect(await done('resume', '1', ...as)).toContain(', running')
      await done('work', '--until-done', '--threads', '1')
      expect(await Promise.all(accounts.map((each) => balanceOf(database, each)))).toEqual(
        accounts.map(() => 500n),
      )

      const first = await sql<{
        creditId: string
      }>`select min(credit_id)::text as credit_id from credits`.execute(database.db)
      const [shown, verified, replayed, again, nobody] = await Promise.all([
        done('show', '1'),
        done('verify', '1'),
        typed(target, 'programme', 'replay', first.rows[0]?.creditId ?? ''),
        done('start', programme.id, '1', ...as),
        run('stop', '1', '--because', 'Nobody says so.'),
      ])
      expect(shown).toContain('Done: 9 accounts, $45.00; left out 0')
      expect(verified).toContain('9 rows, as planned and recorded')
      expect(replayed).toMatchObject({
        code: 0,
        out: expect.stringContaining('Replayed: the same amount and the same hash'),
      })
      expect(again).toContain('Run 2 is begun')
      expect(nobody).toMatchObject({ code: 2, err: expect.stringContaining('Say who acts') })

      expect(await done('stop', '2', '--because', 'Not today.', ...as)).toContain('stopped (Not today.)')
      expect(await done('list')).toMatch(
        /2 +credit +stopped .*0 of 0.*\n +1 +credit +finished .*9 of 9, \$45\.00/,
      )
    } finally {
      await database.close()
    }
  },
)
