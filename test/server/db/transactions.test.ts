import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { copyRow } from '#server/db/copy.ts'
import { CommitRefused } from '#server/db/pg-failures.ts'
import { freshDatabase } from '#test/support/database.ts'

const database = await freshDatabase()
const { db } = database
await sql`create table counters (id int primary key, value int8 not null, words text)`.execute(db)

async function counterValue(id: number) {
  const { rows } = await sql<{ value: bigint }>`select value from counters where id = ${id}`.execute(db)
  return rows[0]?.value
}

async function* pieces(...all: string[]) {
  yield* all
}

test('fifty people who add one at the same time have added fifty', async () => {
  await sql`insert into counters values (1, 0)`.execute(db)
  const addOne = () =>
    db.transaction().execute(async (tx) => {
      const { rows } = await sql<{
        value: bigint
      }>`select value from counters where id = 1 for update`.execute(tx)
      await new Promise(setImmediate)
      await sql`update counters set value = ${(rows[0]?.value ?? 0n) + 1n} where id = 1`.execute(tx)
    })
  await Promise.all(Array.from({ length: 50 }, addOne))
  expect(await counterValue(1)).toBe(50n)
})

test('what was rolled back is gone', async () => {
  const failing = db.transaction().execute(async (tx) => {
    await sql`insert into counters values (2, 7)`.execute(tx)
    throw new Error('the caller hung up')
  })
  await expect(failing).rejects.toThrow('the caller hung up')
  expect(await counterValue(2)).toBeUndefined()
})

test('a swallowed error cannot pass for a commit', async () => {
  const swallowing = db.transaction().execute(async (tx) => {
    await sql`insert into counters values (3, 7)`.execute(tx)
    await sql`select nothing_like_it`.execute(tx).catch(() => {})
  })
  await expect(swallowing).rejects.toBeInstanceOf(CommitRefused)
  expect(await counterValue(3)).toBeUndefined()
})

test('the isolation level that was asked for is the one that holds', async () => {
  const level = await db
    .transaction()
    .setIsolationLevel('serializable')
    .execute((tx) =>
      sql<{ level: string }>`select current_setting('transaction_isolation') as level`.execute(tx),
    )
  expect(level.rows).toEqual([{ level: 'serializable' }])
})

test('an update says how many rows it changed', async () => {
  const done = await sql`update counters set words = ${'counted'} where id = 1`.execute(db)
  expect(done.numAffectedRows).toBe(1n)
})

test('a copy is part of its transaction and keeps every character', async () => {
  const words = 'tab\t line\n end\r back\\slash \\N 東京'
  const count = await db
    .transaction()
    .execute((tx) =>
      database.copyIn(
        tx,
        'counters (id, value, words)',
        pieces(copyRow([10, 1n, words]), copyRow([11, 2n, null]), copyRow([12, 3n, ''])),
      ),
    )
  expect(count).toBe(3)
  const { rows } = await sql`select id, words from counters where id >= 10 order by id`.execute(db)
  expect(rows).toEqual([
    { id: 10, words },
    { id: 11, words: null },
    { id: 12, words: '' },
  ])
  const undone = db.transaction().execute(async (tx) => {
    await database.copyIn(tx, 'counters (id, value)', pieces(copyRow([20, 1])))
    throw new Error('second thoughts')
  })
  await expect(undone).rejects.toThrow('second thoughts')
  expect(await counterValue(20)).toBeUndefined()
})

test('a large copy arrives whole, wherever its pieces were cut', async () => {
  const all = Array.from({ length: 200_000 }, (_, i) =>
    copyRow([1000 + i, BigInt(i), `row ${i} ${'x'.repeat(40)}`]),
  ).join('')
  const cut = Array.from({ length: Math.ceil(all.length / 70_001) }, (_, i) =>
    all.slice(i * 70_001, (i + 1) * 70_001),
  )
  const count = await db
    .transaction()
    .execute((tx) => database.copyIn(tx, 'counters (id, value, words)', pieces(...cut)))
  expect(count).toBe(200_000)
  const { rows } = await sql<{
    total: string
  }>`select sum(value) as total from counters where id >= 1000`.execute(db)
  expect(rows[0]?.total).toBe('19999900000')
})

test('a bad row or a failing source undoes the copy, and the connection is good afterwards', async () => {
  const good = Array.from({ length: 3000 }, (_, i) => copyRow([900_000 + i, 1n]))
  async function* failing() {
    yield* good
    throw new Error('the file ended early')
  }
  const bad = db
    .transaction()
    .execute((tx) => database.copyIn(tx, 'counters (id, value)', pieces(...good, 'x\ty\n', ...good)))
  await expect(bad).rejects.toMatchObject({ code: '22P02' })
  const broken = db.transaction().execute((tx) => database.copyIn(tx, 'counters (id, value)', failing()))
  await expect(broken).rejects.toThrow('the file ended early')
  expect(await counterValue(900_000)).toBeUndefined()
  expect(await counterValue(1)).toBe(50n)
})

test('an announcement reaches those who listen, until they stop', async () => {
  const heard: string[] = []
  const stop = await database.listen('desk', (payload) => heard.push(payload))
  await database.notify('desk', 'account 401000003')
  await expect.poll(() => heard).toEqual(['account 401000003'])
  stop()
  await database.notify('desk', 'unheard')
  await new Promise((resolve) => setTimeout(resolve, 100))
  expect(heard).toHaveLength(1)
})

test('the database says how durable it is', () => {
  expect(database.durability.mode).toBe(database.kind === 'pglite' ? 'process-crash-only' : 'durable')
  expect(database.durability.words).not.toBe('')
})
