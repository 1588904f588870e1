import { chmod, readFile, writeFile } from 'node:fs/promises'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { rotateKey } from '#server/audit/rotate-key.ts'
import { freshDatabase } from '#test/support/database.ts'
import { seal, sealFiles, verify } from '#test/support/journal-world.ts'
import { writeEvents } from '#test/support/many-events.ts'

const database = await freshDatabase()
const files = await sealFiles()
const countOf = async (table: string) =>
  (await sql<{ n: number }>`select count(*)::int as n from ${sql.table(table)}`.execute(database.db)).rows[0]
    ?.n

test('what was committed is sealed once, in any number of turns, and verifies', async () => {
  await writeEvents(database.db, 60)
  const first = await seal(database, files)
  // The key made itself known, which is an event of its own.
  expect(first).toBe(61)
  expect(await seal(database, files)).toBe(0)
  expect(await countOf('journal_seals')).toBe(1)
  await writeEvents(database.db, 30)
  expect(await seal(database, files)).toBe(30)
  const report = await verify(database, files)
  expect(report).toMatchObject({ finding: null, events: 91n, seals: 2n, uptoSeq: 91n })
  expect(await verify(database, files, 62n)).toMatchObject({ finding: null, events: 30n, uptoSeq: 91n })
})

test('an event whose transaction ends late is sealed after those that began later', async () => {
  let release: () => void = () => {}
  const held = new Promise<void>((resolve) => {
    release = resolve
  })
  if (database.kind === 'pglite') return // One connection: nothing is open beside it.
  let begun: () => void = () => {}
  const open = new Promise<void>((resolve) => {
    begun = resolve
  })
  const slow = database.db.transaction().execute(async (tx) => {
    await writeEvents(tx, 1)
    begun()
    await held
  })
  await open
  await writeEvents(database.db, 3)
  expect(await seal(database, files)).toBe(3)
  release()
  await slow
  expect(await seal(database, files)).toBe(1)
  expect(await verify(database, files)).toMatchObject({ finding: null })
})

test('a restored database that counts its transactions anew goes on sealing', async () => {
  await sql`alter table journal_seals disable trigger permanent`.execute(database.db)
  const before = await sql<{ line: string; horizon: string }>`
    select line, horizon::text from journal_seals order by seal_no desc limit 1`.execute(database.db)
  await sql`update journal_seals set horizon = '9000000000' where seal_no = (select max(seal_no) from journal_seals)`.execute(
    database.db,
  )
  await writeEvents(database.db, 5)
  expect(await seal(database, files)).toBe(5)
  await sql`update journal_seals set horizon = ${before.rows[0]?.horizon}::xid8 where seal_no = (select max(seal_no) - 1 from journal_seals)`.execute(
    database.db,
  )
  await sql`alter table journal_seals enable trigger permanent`.execute(database.db)
  expect(await verify(database, files)).toMatchObject({ finding: null })
})

test('a new key is endorsed by the old one, and both verify', async () => {
  const { old, fresh } = await rotateKey(database, files.key)
  expect(fresh).not.toBe(old)
  await writeEvents(database.db, 5)
  await seal(database, files)
  expect(await verify(database, files)).toMatchObject({ finding: null })
  expect((await readFile(files.anchors, 'utf8')).match(/"publicKey"/g)).toHaveLength(2)
})

test('a key that others can read signs nothing, and a foreign key does not either', async () => {
  await chmod(files.key, 0o644)
  await expect(seal(database, files)).rejects.toThrow('can be read by others')
  await chmod(files.key, 0o600)
  const other = await sealFiles()
  await expect(seal(database, other)).rejects.toThrow(/The key that seals this journal/)
})

test('an anchor file that knows more than the database is not written on', async () => {
  const anchors = await readFile(files.anchors, 'utf8')
  const last = anchors.trimEnd().split('\n').at(-1) ?? ''
  const number = JSON.parse(last).seal as string
  await writeFile(
    files.anchors,
    `${anchors}${last.replace(`"seal":"${number}"`, `"seal":"${Number(number) + 7}"`)}\n`,
  )
  await writeEvents(database.db, 1)
  await expect(seal(database, files)).rejects.toThrow('restored from an older copy, or changed')
  await writeFile(files.anchors, anchors)
  await seal(database, files)
  expect(await verify(database, files)).toMatchObject({ finding: null })
})
