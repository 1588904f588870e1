import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { openDatabase } from '#server/db/open-database.ts'
import { type DurabilitySettings, durabilityOf, whyNotSafe } from '#server/db/pg-durability.ts'
import { databaseKind, freshTarget } from '#test/support/database.ts'
import { furnishDesk } from '#test/support/desk.ts'
import { httpDesk } from '#test/support/http-desk.ts'

const safe: DurabilitySettings = {
  fsync: 'on',
  full_page_writes: 'on',
  synchronous_commit: 'on',
  standbys: '',
  following: 0,
  asynchronous: 0,
  synchronous: 0,
}

describe('what a PostgreSQL promises, in words', () => {
  test.each(['fsync', 'full_page_writes', 'synchronous_commit'] as const)(
    'without %s no money is handled, and the words say what to do',
    (name) => {
      expect(whyNotSafe(safe)).toBeNull()
      const words = whyNotSafe({ ...safe, [name]: 'off' })
      expect(words).toContain(`${name} = off`)
      expect(words).toContain(`alter system set ${name} = on`)
      expect(durabilityOf({ ...safe, [name]: 'off' }).mode).toBe('process-crash-only')
    },
  )
  test.each<[string, Partial<DurabilitySettings>, RegExp]>([
    ['alone', {}, /no standby has it/],
    ['with an asynchronous replica', { following: 1 }, /One replica follows asynchronously, which is lossy/],
    ['with two', { following: 2, asynchronous: 2 }, /2 replicas follow asynchronously, which is lossy/],
    [
      'with a synchronous standby',
      { standbys: 's1', following: 1, synchronous: 1 },
      /on a synchronous standby\.$/,
    ],
    [
      'with both kinds',
      { standbys: 's1', following: 2, synchronous: 1, asynchronous: 1 },
      /One replica follows asynchronously: failing over to such a one/,
    ],
    [
      'without the standby it waits for',
      { standbys: 's1', following: 1, asynchronous: 1 },
      /nothing is acknowledged until/,
    ],
    [
      'when it does not wait for its standby',
      { standbys: 's1', synchronous_commit: 'local', following: 1 },
      /lossy/,
    ],
  ])('%s', (_words, settings, words) => {
    expect(durabilityOf({ ...safe, ...settings })).toMatchObject({ mode: 'durable' })
    expect(durabilityOf({ ...safe, ...settings }).words).toMatch(words)
  })
})

describe.runIf(databaseKind === 'postgres')('a desk on PostgreSQL', () => {
  test('does not open where commits are not waited for, and stops being ready when that is turned off under it', async () => {
    const target = await freshTarget()
    const database = await openDatabase(target)
    await furnishDesk(database)
    const { url } = await httpDesk(database)
    const ready = async () => {
      const answer = await fetch(`${url}/ready`)
      return { status: answer.status, said: (await answer.json()) as Record<string, unknown> }
    }
    expect(await ready()).toMatchObject({ status: 200, said: { status: 'ready', durability: 'durable' } })
    const { rows } = await sql<{ name: string }>`select current_database() as name`.execute(database.db)
    await sql`alter database ${sql.id(rows[0]?.name ?? '')} set synchronous_commit = off`.execute(database.db)
    await expect(openDatabase(target)).rejects.toThrow(/synchronous_commit = off/)
    // What looks is a connection of its own: a fresh one, as after a restart of the server, sees the new setting.
    await sql`select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`.execute(
      database.db,
    )
    await expect.poll(ready).toMatchObject({
      status: 503,
      said: { status: 'not safe for money', durability: 'process-crash-only' },
    })
    await database.close()
  })

  test('v5.0.0-16.5.2 says that it is not ready while the database is gone, and is ready again by itself', async () => {
    const target = await freshTarget()
    if (target.kind !== 'postgres') return
    const database = await openDatabase(target)
    await furnishDesk(database)
    const { url } = await httpDesk(database)
    expect((await fetch(`${url}/ready`)).status).toBe(200)
    const other = await openDatabase({
      ...target,
      url: target.url.replace(/\/[^/]+$/, '/postgres'),
      poolSize: 1,
    })
    const name = sql.id(target.url.split('/').at(-1) ?? '')
    await sql`alter database ${name} allow_connections false`.execute(other.db)
    await sql`select pg_terminate_backend(pid) from pg_stat_activity where datname = ${target.url.split('/').at(-1)}`.execute(
      other.db,
    )
    await expect.poll(async () => (await fetch(`${url}/ready`)).status).toBe(503)
    expect((await fetch(`${url}/live`)).status).toBe(200)
    await sql`alter database ${name} allow_connections true`.execute(other.db)
    await expect.poll(async () => (await fetch(`${url}/ready`)).status, { timeout: 5000 }).toBe(200)
    await other.close()
    await database.close()
  })
})
