import { readFile, writeFile } from 'node:fs/promises'
import { type Kysely, sql } from 'kysely'
import { beforeAll, describe, expect, test } from 'vitest'
import { readAnchors } from '#server/audit/append-anchors.ts'
import { digestOf } from '#server/audit/expire-looks.ts'
import { expiryLine, readExpiry } from '#server/audit/expiry-line.ts'
import { sealJournal } from '#server/audit/seal-journal.ts'
import { makeSealKey, type SealKey, sealKey } from '#server/audit/seal-key.ts'
import { lineHash, readSeal, sealLine } from '#server/audit/seal-line.ts'
import { sealingKey } from '#server/audit/sealing-key.ts'
import { verifyJournal } from '#server/audit/verify-journal.ts'
import type { Tables } from '#server/db/schema.ts'
import { expireOldLooks } from '#server/keeping/expire-old-looks.ts'
import { holdAccount } from '#server/keeping/hold-account.ts'
import { actorNamed } from '#server/staff/actor-named.ts'
import { inWork } from '#server/work.ts'
import { openDesk } from '#test/support/desk.ts'
import { addAccount } from '#test/support/factories.ts'
import { seal, sealFiles, verify } from '#test/support/journal-world.ts'

const database = await openDesk()
const { db } = database
const files = await sealFiles()
const old = "now() - interval '4 years'"
let held = ''
type Tx = Kysely<Tables>

/** Four years ago 40 looks and 4 acts, sealed then; since this morning 5 looks. */
beforeAll(async () => {
  const accountId = await addAccount(database)
  held = await addAccount(database)
  const events = (about: string, action: string, count: number, at: string) =>
    sql`insert into account_events (account_id, happened_at, business_date, action, request_id)
      select ${about}, ${sql.raw(at)}, '2022-01-01', ${action}, 'request' from generate_series(1, ${count}::int)`.execute(
      db,
    )
  await events(accountId, 'read', 30, old)
  await events(accountId, 'give-adjustment', 4, old)
  await events(held, 'read', 5, old)
  await sql`insert into desk_events (happened_at, business_date, action, detail, request_id)
    select ${sql.raw(old)}, '2022-01-01', 'read', jsonb_build_object('accounts', jsonb_build_array(${accountId}::text)), 'request' from generate_series(1, 10)`.execute(
    db,
  )
  await sealJournal(database, await sealingKey(database, files.key), true)
  await sealedLongAgo(sealKey(files.key))
  await events(accountId, 'read', 5, 'now()')
  await seal(database, files)
})

/** What a desk four years ago would have signed. */
async function sealedLongAgo(key: SealKey): Promise<void> {
  const found = await sql<{ line: string }>`select line from journal_seals where seal_no = 1`.execute(db)
  const before = readSeal(found.rows[0]?.line ?? '')
  if (!before) throw new Error('Nothing was sealed.')
  const { key: _key, signature: _signature, ...fields } = before
  const line = sealLine(key, { ...fields, sealedAt: '2022-01-01T00:00:00.000000Z' })
  await sql`alter table journal_seals disable trigger user`.execute(db)
  await sql`update journal_seals set line = ${line} where seal_no = 1`.execute(db)
  await sql`alter table journal_seals enable trigger user`.execute(db)
}

const count = async (action: string): Promise<number> => {
  const found = await sql<{
    n: number
  }>`select ((select count(*) from account_events where action = ${action}) + (select count(*) from desk_events where action = ${action}))::int as n`.execute(
    db,
  )
  return found.rows[0]?.n ?? 0
}

test('looks over their time go, acts and younger looks stay, and the journal still verifies', async () => {
  expect((await verify(database, files)).finding).toBeNull()
  await expect(sql`delete from account_events where action = 'read'`.execute(db)).rejects.toThrow(/permanent/)
  const adam = await actorNamed(db, 'adam')
  await inWork(database, { actor: adam }, (work) =>
    holdAccount(work, { accountId: held, reason: 'a law suit' }),
  )

  expect(await expireOldLooks(database, { actor: null }, files)).toBe(40)

  expect([await count('read'), await count('give-adjustment')]).toEqual([10, 4])
  const report = await verify(database, files)
  expect(report.finding).toBeNull()
  const lines = (await readFile(files.anchors, 'utf8')).split('\n').flatMap((line) => readExpiry(line) ?? [])
  expect(lines).toMatchObject([{ expiry: '1', looks: 40 }])
  expect(await count('expire-looks')).toBe(1)
  expect(await expireOldLooks(database, { actor: null }, files)).toBe(0)
})

describe('an expiry hides nothing', () => {
  const undone = new Error('undone')
  const allTables = ['account_events', 'desk_events', 'journal_gone', 'journal_expiries']
  const findingAfter = async (act: (tx: Tx) => Promise<unknown>): Promise<string | null | undefined> => {
    let words: string | null | undefined
    await db
      .transaction()
      .execute(async (tx) => {
        for (const table of allTables)
          await sql`alter table ${sql.table(table)} disable trigger user`.execute(tx)
        await act(tx)
        words = (await verifyJournal(tx, { anchors: readAnchors(files.anchors) })).finding?.words ?? null
        throw undone
      })
      .catch((error: unknown) => {
        if (error !== undone) throw error
      })
    return words
  }
  const act = sql`(select c.seq from journal_chain c join account_events e on c.event_id = e.event_id and c.about_account = e.account_id
    where e.action = 'give-adjustment' order by c.seq limit 1)`
  const removeAct = (tx: Tx) =>
    sql`delete from account_events where action = 'give-adjustment' and event_id = (select event_id from journal_chain where seq = ${act})`.execute(
      tx,
    )
  /** Signed by this key as the second expiry, naming the numbers that a condition finds. */
  const expireAnew = async (tx: Tx, key: SealKey, where: ReturnType<typeof sql>) => {
    const found = await sql<{ seq: bigint }>`select c.seq from journal_chain c join account_events e
      on c.event_id = e.event_id and c.about_account = e.account_id where ${where} order by c.seq`.execute(tx)
    const numbers = found.rows.map(({ seq }) => seq)
    const before = await sql<{ line: string }>`select line from journal_expiries`.execute(tx)
    const line = expiryLine(key, {
      expiry: '2',
      looks: numbers.length,
      first: `${numbers[0]}`,
      last: `${numbers.at(-1)}`,
      digest: digestOf(numbers),
      at: new Date().toISOString(),
      previous: lineHash(before.rows[0]?.line ?? ''),
    })
    await sql`insert into journal_expiries values (2, ${line})`.execute(tx)
    await sql`insert into journal_gone select unnest(${numbers.map(String)}::bigint[]), 2`.execute(tx)
    await sql`delete from account_events e where ${where}`.execute(tx)
  }

  test('an act that is deleted is found', async () => {
    expect(await findingAfter(removeAct)).toMatch(/was sealed and is gone/)
  })
  test('nor is it hidden by putting its number among those that went', async () => {
    const hide = async (tx: Tx) => {
      await sql`insert into journal_gone select ${act}, 1`.execute(tx)
      await removeAct(tx)
    }
    expect(await findingAfter(hide)).toMatch(/Expiry 1 names other events/)
    const alone = async (tx: Tx) => {
      await sql`insert into journal_gone select ${act}, 7`.execute(tx)
      await removeAct(tx)
    }
    expect(await findingAfter(alone)).toMatch(/no expiry names it/)
  })
  test('nor by an expiry that another key signed, or whose line was changed', async () => {
    const other = makeSealKey(`${files.key}.other`)
    expect(await findingAfter((tx) => expireAnew(tx, other, sql`e.action = 'give-adjustment'`))).toMatch(
      /Expiry 2 is not signed by key/,
    )
    expect(
      await findingAfter((tx) =>
        sql`update journal_expiries set line = replace(line, '"looks":40', '"looks":41')`.execute(tx),
      ),
    ).toMatch(/Expiry 1 is not signed/)
  })
  test('nor may the journal’s own key let go what is younger than two years', async () => {
    const key = sealKey(files.key)
    expect(
      await findingAfter((tx) =>
        expireAnew(tx, key, sql`e.action = 'read' and e.happened_at > now() - interval '1 day'`),
      ),
    ).toMatch(/Expiry 2 took 5 events that are younger than 731 days/)
  })
  test('an expiry that is taken out of the database, or out of its anchors, is missed', async () => {
    expect(
      await findingAfter(async (tx) => {
        await sql`delete from journal_expiries`.execute(tx)
      }),
    ).toMatch(/was sealed and is gone|no expiry names it|anchor file goes to expiry 1/)
    const kept = await readFile(files.anchors, 'utf8')
    await writeFile(files.anchors, kept.replace('"looks":40', '"looks":39'))
    expect((await verify(database, files)).finding?.words).toMatch(/Expiry 1 is another one than the anchor/)
    await writeFile(files.anchors, kept)
    expect((await verify(database, files)).finding).toBeNull()
  })
})

test('a look that is not old enough is not deleted even when it is listed', async () => {
  await expect(
    db.transaction().execute(async (tx) => {
      await sql`insert into journal_gone select c.seq, 1 from journal_chain c join account_events e on c.event_id = e.event_id
        and c.about_account = e.account_id where e.action = 'read' and e.happened_at > now() - interval '1 day'`.execute(
        tx,
      )
      await sql`delete from account_events where action = 'read' and happened_at > now() - interval '1 day'`.execute(
        tx,
      )
    }),
  ).rejects.toThrow(/permanent/)
})
