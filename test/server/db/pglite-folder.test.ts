import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, inject, test, vi } from 'vitest'
import { openDatabase } from '#server/db/open-database.ts'
import { databaseKind } from '#test/support/database.ts'

describe.runIf(databaseKind === 'pglite')('an embedded database in a folder', () => {
  let folder = ''
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'makeright-folder-'))
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  const open = () => openDatabase({ kind: 'pglite', folder, template: readFileSync(inject('pgliteArchive')) })

  test('sets aside what a first start left unfinished', async () => {
    mkdirSync(join(folder, 'data'))
    const database = await open()
    await database.close()
    expect(readdirSync(folder).filter((name) => name.startsWith('data.unfinished-'))).toHaveLength(1)
  })

  test('keeps what it was given, has one holder, and stays out of the way of the process', async () => {
    const first = await open()
    await sql`create table kept (words text)`.execute(first.db)
    await sql`insert into kept values ('here')`.execute(first.db)
    await expect(open()).rejects.toThrow(`open in process ${process.pid}`)
    let longest = 0
    let last = Date.now()
    const watch = setInterval(() => {
      longest = Math.max(longest, Date.now() - last)
      last = Date.now()
    }, 5)
    await sql`select count(*) from generate_series(1, 3000000) as n where n % 7 = 1`.execute(first.db)
    clearInterval(watch)
    expect(longest).toBeLessThan(150)
    await first.close()

    const again = await openDatabase({ kind: 'pglite', folder })
    expect((await sql`select words from kept`.execute(again.db)).rows).toEqual([{ words: 'here' }])
    await again.close()
    expect(readdirSync(folder)).not.toContain('makeright.lock')
  })

  test('is refused in production', async () => {
    vi.stubEnv('NODE_ENV', 'production')
    await expect(open()).rejects.toThrow('set DATABASE_URL')
    vi.unstubAllEnvs()
  })
})
