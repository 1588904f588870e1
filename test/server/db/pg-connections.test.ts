import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { openDatabase } from '#server/db/open-database.ts'
import { CommitUnknown, databaseFailureOf } from '#server/db/pg-failures.ts'
import { databaseKind, freshTarget } from '#test/support/database.ts'
import { muteableWire } from '#test/support/muteable-wire.ts'

describe.runIf(databaseKind === 'postgres')('connections to PostgreSQL', async () => {
  const target = await freshTarget()
  if (target.kind !== 'postgres') return
  const { url } = target
  const failureOf = (work: Promise<unknown>) => work.then(() => 'none', databaseFailureOf)
  /** Ends every other connection to this database, as a failover or an administrator would. */
  const cutOthers = sql`select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid()`

  test('a full pool, a slow statement and a held lock are answered in seconds', async () => {
    const desk = await openDatabase({ kind: 'postgres', url, poolSize: 1 })
    const holding = desk.db.transaction().execute(async (tx) => {
      await sql`select pg_sleep(1.5)`.execute(tx)
    })
    expect(await failureOf(sql`select 1`.execute(desk.db))).toBe('unavailable')
    await holding
    const limits =
      await sql`select current_setting('statement_timeout') as statement, current_setting('lock_timeout') as lock,
      current_setting('idle_in_transaction_session_timeout') as idle, current_setting('timezone') as zone`.execute(
        desk.db,
      )
    expect(limits.rows).toEqual([{ statement: '5s', lock: '2s', idle: '10s', zone: 'UTC' }])
    expect(await failureOf(sql`select pg_sleep(6)`.execute(desk.db))).toBe('too slow')
    await desk.close()
  })

  test('a statement that hangs ends within six seconds, and leaves no transaction behind', async () => {
    const desk = await openDatabase({ kind: 'postgres', url, poolSize: 1 })
    const other = await openDatabase({ kind: 'postgres', url, poolSize: 1 })
    const began = performance.now()
    const hanging = desk.db.transaction().execute((tx) => sql`select pg_sleep(60)`.execute(tx))
    expect(await failureOf(hanging)).toBe('too slow')
    expect(performance.now() - began).toBeLessThan(6000)
    const open = sql<{ open: bigint }>`select count(*) as open from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid() and xact_start is not null`
    expect((await open.execute(other.db)).rows).toEqual([{ open: 0n }])
    await desk.close()
    await other.close()
  })

  test('a server that falls silent is given up within six seconds, a commit to it is unknown, and the desk recovers', async () => {
    const wire = await muteableWire(url)
    const desk = await openDatabase({ kind: 'postgres', url: wire.url, poolSize: 2 })
    await sql`create table said (id int)`.execute(desk.db)
    wire.mute(true)
    const began = performance.now()
    expect(await failureOf(sql`select 1`.execute(desk.db))).toBe('unavailable')
    expect(performance.now() - began).toBeLessThan(6000)
    wire.mute(false)
    const committing = desk.db.transaction().execute(async (tx) => {
      await sql`insert into said values (1)`.execute(tx)
      wire.mute(true)
    })
    expect(await failureOf(committing)).toBe('commit unknown')
    wire.mute(false)
    expect((await sql`select 1 as one`.execute(desk.db)).rows).toEqual([{ one: 1 }])
    await desk.close()
    await wire.close()
  }, 30_000)

  test('a patient handle has no limits', async () => {
    const patient = await openDatabase({ kind: 'postgres', url }, { patient: true })
    const { rows } = await sql`select current_setting('statement_timeout') as statement`.execute(patient.db)
    expect(rows).toEqual([{ statement: '0' }])
    await patient.close()
  })

  test('a cut connection is thrown away, and listening goes on', async () => {
    const heard: string[] = []
    const desk = await openDatabase({ kind: 'postgres', url, poolSize: 2 })
    const other = await openDatabase({ kind: 'postgres', url, poolSize: 1 })
    await desk.listen('desk', (payload) => heard.push(payload))
    const cut = desk.db.transaction().execute(async (tx) => {
      await sql`select 1`.execute(tx)
      await cutOthers.execute(other.db)
      await new Promise((resolve) => setTimeout(resolve, 100))
    })
    expect(await failureOf(cut)).toBe('unavailable')
    expect((await sql`select 1 as one`.execute(desk.db)).rows).toEqual([{ one: 1 }])
    const announced = async () => {
      await desk.notify('desk', 'again')
      return heard.includes('again')
    }
    await expect.poll(announced, { timeout: 5000 }).toBe(true)
    await desk.close()
    await other.close()
  })

  test('a commit whose answer is lost is unknown, not failed', async () => {
    const desk = await openDatabase({ kind: 'postgres', url, poolSize: 1 })
    const other = await openDatabase({ kind: 'postgres', url, poolSize: 1 })
    // A deferred trigger makes the commit itself slow enough to be cut.
    await sql`create table slow (id int);
      create function sleep_a_while() returns trigger language plpgsql as 'begin perform pg_sleep(1); return null; end';
      create constraint trigger slowly after insert on slow deferrable initially deferred
        for each row execute function sleep_a_while()`.execute(desk.db)
    const committing = desk.db.transaction().execute((tx) => sql`insert into slow values (1)`.execute(tx))
    setTimeout(() => cutOthers.execute(other.db), 400)
    await expect(committing).rejects.toBeInstanceOf(CommitUnknown)
    await desk.close()
    await other.close()
  })

  test('a repeated statement is prepared once per connection', async () => {
    const desk = await openDatabase({ kind: 'postgres', url, poolSize: 1 })
    for (let i = 0; i < 5; i++) await sql`select ${i}::int as repeated`.execute(desk.db)
    const { rows } =
      await sql`select count(*) as n from pg_prepared_statements where statement like '%repeated%'`.execute(
        desk.db,
      )
    expect(rows).toEqual([{ n: 1n }])
    await desk.close()
  })
})
