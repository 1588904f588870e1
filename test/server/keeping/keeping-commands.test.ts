import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Database } from '#server/db/client.ts'
import { openDatabase } from '#server/db/open-database.ts'
import { databaseKind, freshTarget } from '#test/support/database.ts'
import { furnishDesk } from '#test/support/desk.ts'
import { addAccounts } from '#test/support/factories.ts'
import { typed, typedWith } from '#test/support/typed.ts'

/** Commands run beside a desk on a server only: the embedded database has one opener. */
describe.runIf(databaseKind === 'postgres')('what an operator types', async () => {
  const target = await freshTarget()
  let database: Database
  let accountIds: string[] = []
  const folder = mkdtempSync(join(tmpdir(), 'makeright-kept-'))
  const secrets = { MAKERIGHT_SECRETS_FILE: join(folder, 'secrets') }

  beforeAll(async () => {
    database = await openDatabase(target)
    await furnishDesk(database)
    accountIds = await addAccounts(database, [{ name: 'Petra Vlasenko' }, { name: 'Ines Okoro' }])
    writeFileSync(secrets.MAKERIGHT_SECRETS_FILE, `${Buffer.alloc(32, 7).toString('base64')}\n`, {
      mode: 0o600,
    })
  })
  afterAll(async () => {
    await database.close()
    rmSync(folder, { recursive: true })
  })
  const nameOf = async (accountId: string) =>
    (
      await database.db
        .selectFrom('accounts')
        .select('holderName')
        .where('accountId', '=', accountId)
        .executeTakeFirstOrThrow()
    ).holderName

  test('keeping: what is kept, what would go, and what went', { timeout: 90_000 }, async () => {
    const shown = await typed(target, 'keeping', 'show')
    expect([shown.code, shown.out]).toEqual([0, expect.stringMatching(/looks +1096 days \(at least 731\)/)])
    await sql`insert into sign_in_failures (subject, window_started_at, failures) values ('name:old', now() - interval '9 days', 1)`.execute(
      database.db,
    )
    const dry = await typed(target, 'keeping', 'expire', '--dry-run')
    expect([dry.code, dry.out]).toEqual([0, expect.stringMatching(/failures +1[\s\S]*Nothing was changed/)])
    const real = await typed(target, 'keeping', 'expire')
    expect([real.code, real.out]).toEqual([0, expect.stringMatching(/failures +1/)])
    const low = await typed(target, 'keeping', 'set', 'looks', '--days', '30', '--reason', 'tidy')
    expect([low.code, low.err]).toEqual([2, expect.stringContaining('731 days at least')])
    expect((await typed(target, 'keeping', 'nonsense')).code).toBe(2)
  })

  test('keeping: hold, erase, release, and a list', { timeout: 90_000 }, async () => {
    const [petra = '', ines = ''] = accountIds
    const as = ['--reason', 'asked in writing', '--as', 'adam']
    expect((await typed(target, 'keeping', 'hold', petra, ...as)).out).toContain('is held')
    const list = join(folder, 'list')
    writeFileSync(list, `${petra}\n${ines}\n`)
    const first = await typed(target, 'keeping', 'erase', '--file', list, ...as)
    expect([first.code, first.out]).toEqual([1, 'erased=1 before=0 refused=1\n'])
    expect([await nameOf(petra), await nameOf(ines)]).toEqual(['Petra Vlasenko', 'Erased customer'])
    expect((await typed(target, 'keeping', 'release', petra, ...as)).out).toContain('is released')
    const second = await typed(target, 'keeping', 'erase', '--file', list, ...as)
    expect([second.code, second.out]).toEqual([0, 'erased=1 before=1 refused=0\n'])
    const agent = await typed(target, 'keeping', 'erase', petra, '--reason', 'why not', '--as', 'alex')
    expect([agent.code, agent.err]).toEqual([1, expect.stringContaining('administrator')])
    expect((await typed(target, 'keeping', 'erase', petra)).code).toBe(2)
  })

  test('keys: named, rotated and retired, and never said', { timeout: 90_000 }, async () => {
    const key = (...words: string[]) => typedWith(secrets, target, 'keys', ...words)
    const before = await key('list')
    expect([before.code, before.out]).toEqual([0, expect.stringMatching(/secrets: [0-9a-f]{8}\n/)])
    expect((await key('rotate', 'secrets')).code).toBe(0)
    expect((await key('list')).out).toMatch(/secrets: [0-9a-f]{8}, [0-9a-f]{8}\n/)
    expect((await key('reseal')).out).toBe('resealed=0\n')
    expect((await key('retire', 'secrets')).out).toMatch(/^[0-9a-f]{8} is first, and alone/)
    const file = readFileSync(secrets.MAKERIGHT_SECRETS_FILE, 'utf8').trim()
    expect(file.split('\n')).toHaveLength(1)
    expect((await key('list')).out).not.toContain(file)
    expect((await key('rotate', 'billing')).code).toBe(2)
    expect((await key('nonsense')).code).toBe(2)
  })
})
