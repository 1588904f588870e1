import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { countExpired, expire, periodsOf } from '#server/keeping/expire.ts'
import { expireRejectFiles } from '#server/keeping/expire-reject-files.ts'
import { holdAccount } from '#server/keeping/hold-account.ts'
import { kinds } from '#server/keeping/kinds.ts'
import { setPeriod } from '#server/keeping/set-period.ts'
import { verifyBooks } from '#server/ledger/verify-books.ts'
import { actorNamed } from '#server/staff/actor-named.ts'
import { inWork } from '#server/work.ts'
import { type Caller, fillForm, refusalFrom, signedIn, verified } from '#test/support/calls.ts'
import { asTheDesk, deskJournal, openDesk, outageId } from '#test/support/desk.ts'
import { addAccount } from '#test/support/factories.ts'

const database = await openDesk()
const { db } = database
let alex: Caller

beforeAll(async () => {
  alex = await signedIn(database, 'alex')
})

const droppedOf = async (kind: string): Promise<number> =>
  (await expire(database, { actor: null })).find((each) => each.kind === kind)?.rows ?? -1

async function sentDraft() {
  const accountId = await addAccount(database)
  const { input } = await fillForm(alex, accountId, { amount: 500n, note: 'what the customer told' })
  return { accountId, input, given: await alex.adjustments.give(input) }
}
const age = (accountId: string, days: number) =>
  sql`update drafts set updated_at = now() - make_interval(days => ${days}::int),
    sent_at = sent_at - make_interval(days => ${days}::int) where account_id = ${accountId}`.execute(db)

test('v5.0.0-14.1.2 each kind has its period, and none is below its floor', async () => {
  const periods = await periodsOf(db)
  expect(periods.map(({ kind }) => kind)).toEqual(kinds.map(({ kind }) => kind))
  expect(periods.every(({ keepDays, floorDays }) => keepDays >= floorDays)).toBe(true)
  expect(periods.find(({ kind }) => kind === 'looks')?.floorDays).toBeGreaterThanOrEqual(2 * 365)
  await expect(
    asTheDesk(database, (work) => setPeriod(work, { kind: 'looks', days: 30, reason: 'tidy' })),
  ).rejects.toThrow(/731 days at least/)
  await expect(sql`update retention set keep_days = 30 where kind = 'looks'`.execute(db)).rejects.toThrow(
    /not_below_the_floor/,
  )
  await expect(sql`update retention set floor_days = 1`.execute(db)).rejects.toThrow()
  await asTheDesk(database, (work) => setPeriod(work, { kind: 'looks', days: 800, reason: 'counsel' }))
  expect((await deskJournal(database, 'set-period')).at(-1)).toMatchObject({
    reason: 'counsel',
    detail: { kind: 'looks', before: 1096, days: 800 },
  })
})

test('v5.0.0-14.2.2 the stored answer and the typed text of a sent draft go after their time; its key still gives nothing twice', async () => {
  const { accountId, input, given } = await sentDraft()
  expect(await droppedOf('answers')).toBe(0)
  await age(accountId, 91)
  expect((await countExpired(db)).find(({ kind }) => kind === 'answers')?.rows).toBe(1)
  expect(await droppedOf('answers')).toBe(1)
  const row = await db.selectFrom('drafts').selectAll().where('accountId', '=', accountId).executeTakeFirst()
  expect(row).toMatchObject({ answer: null, note: '', amountText: '', requestHash: expect.any(String) })
  const refusal = await refusalFrom(alex.adjustments.give(input))
  expect(refusal).toMatchObject({
    code: 'ALREADY_GIVEN',
    link: { accountId, adjustmentId: given.adjustmentId },
  })
  expect(refusal.message).toContain(given.number)
  expect(await droppedOf('answers')).toBe(0)
  expect((await verifyBooks(database)).broken).toEqual([])
  expect((await deskJournal(database, 'expire')).at(-1)?.detail).toMatchObject({ kind: 'answers', rows: 1 })
})

test('the text of a draft that was never sent goes, and the form is empty', async () => {
  const accountId = await addAccount(database)
  await verified(alex, accountId)
  const { draftId } = await alex.adjustments.openDraft({ accountId, outageId })
  await alex.adjustments.saveDraft({
    accountId,
    draftId,
    amountText: '4',
    reasonCode: 'goodwill',
    note: 'half a thought',
  })
  await age(accountId, 31)
  expect(await droppedOf('drafts')).toBe(1)
  expect(await alex.adjustments.openDraft({ accountId, outageId })).toMatchObject({ draftId, note: '' })
})

test('the text of a notice goes after its time, and before its floor not even by hand', async () => {
  const accountId = await addAccount(database)
  await sql`insert into notices (account_id, outage_id, channel, body, state, business_date)
    values (${accountId}, ${outageId}, 'text', 'You got $5', 'sent', '2024-03-01')`.execute(db)
  await expect(sql`update notices set body = '' where account_id = ${accountId}`.execute(db)).rejects.toThrow(
    /permanent/,
  )
  await sql`update notices set made_at = now() - interval '400 days' where account_id = ${accountId}`.execute(
    db,
  )
  expect(await droppedOf('notices')).toBe(1)
  const row = await db.selectFrom('notices').selectAll().where('accountId', '=', accountId).executeTakeFirst()
  expect(row).toMatchObject({ body: '', state: 'sent', channel: 'text' })
})

test('nothing of an account under a legal hold expires', async () => {
  const { accountId } = await sentDraft()
  await age(accountId, 200)
  const adam = await actorNamed(db, 'adam')
  await inWork(database, { actor: adam }, (work) => holdAccount(work, { accountId, reason: 'a law suit' }))
  expect(await droppedOf('answers')).toBe(0)
})

test('counts of failed sign-ins, ended sessions and settled outcomes go', async () => {
  await sql`insert into sign_in_failures (subject, window_started_at, failures) values ('name:old', now() - interval '3 days', 4), ('name:new', now(), 4)`.execute(
    db,
  )
  await sql`insert into sessions (token_hash, staff_id, created_at) select '\\x01', staff_id, now() - interval '3 days' from staff limit 1`.execute(
    db,
  )
  const dropped = await expire(database, { actor: null })
  expect(dropped).toEqual(
    expect.arrayContaining([
      { kind: 'failures', rows: 1 },
      { kind: 'sessions', rows: 1 },
    ]),
  )
})

test('a reject file goes when the day on its first line is over, and no other file does', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'makeright-rejects-'))
  afterAll(() => rm(folder, { recursive: true }))
  const heading = (until: string) =>
    `# Rows that were not imported. They hold customers' data: mend them and delete this file, by ${until} at the latest.\nline,column\n`
  await writeFile(join(folder, 'old.rejects.csv'), heading('2024-01-01'))
  await writeFile(join(folder, 'new.rejects.csv'), heading('2999-01-01'))
  await writeFile(join(folder, 'another.rejects.csv'), 'by 2024-01-01 at the latest.\n')
  await writeFile(join(folder, 'old.csv'), heading('2024-01-01'))
  expect(await expireRejectFiles(database, { actor: null }, folder, true)).toEqual(['old.rejects.csv'])
  expect(await readdir(folder)).toHaveLength(4)
  expect(await expireRejectFiles(database, { actor: null }, folder, false)).toEqual(['old.rejects.csv'])
  expect((await readdir(folder)).sort()).toEqual(['another.rejects.csv', 'new.rejects.csv', 'old.csv'])
})
