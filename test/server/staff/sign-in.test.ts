import { sql } from 'kysely'
import { beforeEach, expect, test } from 'vitest'
import { browser, refusalFrom, signedIn, tokenOf } from '#test/support/calls.ts'
import { changeRole, staffIdOf } from '#test/support/change-role.ts'
import { asTheDesk, deskJournal, openDesk } from '#test/support/desk.ts'
import { addAccount } from '#test/support/factories.ts'

const database = await openDesk()
const password = 'makeright-demo'
const attempt = (username: string, given: string) =>
  browser(database).caller.staff.signIn({ username, password: given })

beforeEach(() =>
  asTheDesk(database, async (work) => {
    await work.tx.deleteFrom('signInFailures').execute()
    await work.tx.deleteFrom('signInNames').execute()
  }),
)

test('signing in opens a session, whose token is stored only as a hash; signing out ends it', async () => {
  const { caller, cookie } = browser(database)
  expect(await caller.staff.signIn({ username: '  ALEX ', password })).toMatchObject({
    name: 'Alex Rivera',
    role: 'agent',
    level: 'agent',
    perAction: { minor: '1500' },
    demo: true,
  })
  const token = cookie() ?? ''
  expect(token).toMatch(/^[\w-]{43}$/)
  const kept = await sql<{ hash: string }>`select encode(token_hash, 'escape') as hash from sessions`.execute(
    database.db,
  )
  expect(kept.rows.some((row) => row.hash.includes(token))).toBe(false)
  await caller.staff.signOut()
  expect(cookie()).toBeNull()
  expect(await refusalFrom(browser(database, token).caller.staff.desk())).toMatchObject({
    code: 'SESSION_EXPIRED',
  })
})

test('an unknown name, a wrong password and somebody switched off get the same answer, and the journal names nobody', async () => {
  const inactive = sql`update staff set active = ${false} where name = 'Sam Okafor'`
  await inactive.execute(database.db)
  const answers = [
    await refusalFrom(attempt('nobody', password)),
    await refusalFrom(attempt('alex', 'wrong')),
    await refusalFrom(attempt('sam', password)),
  ]
  expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1)
  expect(answers[0]).toMatchObject({ code: 'SIGN_IN_FAILED' })
  await changeRole(database, await staffIdOf(database, 'sam'), 'agent', 'senior')
  const refused = (await deskJournal(database, 'sign-in'))
    .filter((entry) => entry.outcome === 'refused')
    .slice(-3)
  expect(refused).toHaveLength(3)
  expect(JSON.stringify(refused)).not.toMatch(/nobody|alex|wrong/)
})

const later = (seconds: number) =>
  sql`update sign_in_failures set last_try_at = last_try_at - make_interval(secs => ${seconds}::int),
    locked_until = locked_until - make_interval(secs => ${seconds}::int)`.execute(database.db)

test('v5.0.0-6.3.1 after ten failures the right password answers as a wrong one; existing sessions go on; 15 minutes later it opens', async () => {
  const before = await signedIn(database, 'alex')
  for (let tries = 0; tries < 10; tries += 1) {
    await later(20)
    await refusalFrom(attempt('alex', `wrong ${tries}`))
  }
  await later(20)
  const wrong = await refusalFrom(attempt('alex', 'wrong again'))
  expect(await refusalFrom(attempt('alex', password))).toEqual(wrong)
  expect(await before.staff.desk()).toMatchObject({ name: 'Alex Rivera' })
  expect(await attempt('sofia', password)).toMatchObject({ name: 'Sofia Lindqvist' })
  await later(15 * 60)
  expect(await attempt('alex', password)).toMatchObject({ name: 'Alex Rivera' })
})

test('nine failures are forgiven by the right password; each of the later ones makes the next wait longer', async () => {
  for (let tries = 0; tries < 9; tries += 1) {
    await later(20)
    await refusalFrom(attempt('marta', `wrong ${tries}`))
  }
  await later(14)
  expect(await refusalFrom(attempt('marta', password))).toMatchObject({ code: 'SIGN_IN_FAILED' })
  await later(3)
  expect(await attempt('marta', password)).toMatchObject({ name: 'Marta Kowalska' })
  const left = await sql<{
    subject: string
  }>`select subject from sign_in_failures where subject like 'name:%'`.execute(database.db)
  expect(left.rows).toEqual([])
})

test('a second lock is twice as long as the first, and the names that were tried are kept as hashes', async () => {
  const waits: number[] = []
  for (let round = 0; round < 3; round += 1) {
    for (let tries = 0; tries < 10; tries += 1) {
      await later(20)
      await refusalFrom(attempt('audrey', `wrong ${tries}`))
    }
    const found = await sql<{ seconds: number; subject: string }>`
      select extract(epoch from locked_until - now())::int as seconds, subject from sign_in_failures where subject like 'name:%'`.execute(
      database.db,
    )
    expect(found.rows[0]?.subject).not.toContain('audrey')
    waits.push(Math.round((found.rows[0]?.seconds ?? 0) / 60))
    await later(3600)
  }
  expect(waits).toEqual([15, 30, 60])
})

test('many guesses at once get no more looks than one after the other', async () => {
  const guesses = Array.from({ length: 14 }, (_, index) => refusalFrom(attempt('sam', `guess ${index}`)))
  await Promise.all(guesses)
  const heard = await sql<{ count: bigint }>`select count(*) as count from desk_events
    where action = 'sign-in' and outcome = 'refused' and detail ->> 'staffId' = (select staff_id::text from sign_ins where username = 'sam')`.execute(
    database.db,
  )
  expect(heard.rows[0]?.count).toBeLessThanOrEqual(12n)
})

test('v5.0.0-7.3.1 v5.0.0-7.3.2 a session ends after 15 idle minutes, and after 8 hours whatever happens', async () => {
  const idle = browser(database, await tokenOf(database, 'adam')).caller
  await sql`update sessions set last_seen_at = now() - interval '14 minutes 50 seconds' where staff_id = (select staff_id from staff where name = 'Adam Osei')`.execute(
    database.db,
  )
  expect(await idle.staff.desk()).toMatchObject({ role: 'admin' })
  await sql`update sessions set last_seen_at = now() - interval '15 minutes 1 second' where staff_id = (select staff_id from staff where name = 'Adam Osei')`.execute(
    database.db,
  )
  expect(await refusalFrom(idle.staff.desk())).toMatchObject({ code: 'SESSION_EXPIRED', retry: 'same-key' })
  const old = browser(database, await tokenOf(database, 'audrey')).caller
  await sql`update sessions set created_at = now() - interval '8 hours 1 second' where staff_id = (select staff_id from staff where name = 'Audrey Nakamura')`.execute(
    database.db,
  )
  expect(await refusalFrom(old.staff.desk())).toMatchObject({ code: 'SESSION_EXPIRED' })
})

test('a role or limit that is taken away is gone at the very next request', async () => {
  const accountId = await addAccount(database)
  const morgan = await signedIn(database, 'morgan')
  expect((await morgan.staff.desk()).mayStop).toEqual({ ok: true })
  await changeRole(database, await staffIdOf(database, 'morgan'), 'auditor', null)
  expect(await refusalFrom(morgan.staff.stop({ scope: 'manual', reason: 'still here' }))).toMatchObject({
    code: 'NOT_ALLOWED',
  })
  expect((await morgan.adjustments.accountPage({ accountId })).mayGive).toMatchObject({
    ok: false,
    code: 'NOT_ALLOWED',
  })
  await sql`update staff set active = false where name = 'Morgan Hale'`.execute(database.db)
  expect(await refusalFrom(morgan.staff.desk())).toMatchObject({ code: 'SESSION_EXPIRED' })
})

test('the demo’s sign-ins are told only where the database says that it is a demo', async () => {
  const { caller } = browser(database)
  expect((await caller.staff.signInPage()).demo?.people).toHaveLength(8)
  await sql`update desk set demo = false`.execute(database.db)
  expect(await caller.staff.signInPage()).toEqual({ demo: null, provider: null })
  await sql`update desk set demo = true`.execute(database.db)
})
