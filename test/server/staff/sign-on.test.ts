import { sql } from 'kysely'
import { beforeEach, expect, test } from 'vitest'
import { addFirstAdmin } from '#server/staff/add-first-admin.ts'
import { endSessionsOf } from '#server/staff/end-sessions-of.ts'
import { browser, give, refusalFrom, signedIn, staffIdOf, tokenOf } from '#test/support/calls.ts'
import { codeOf, withSecondFactor } from '#test/support/codes.ts'
import { asTheDesk, deskJournal, openDesk } from '#test/support/desk.ts'
import { addAccount } from '#test/support/factories.ts'

const database = await openDesk()
const password = 'makeright-demo'
const forget = () => sql`delete from sign_in_failures`.execute(database.db)
const age = (token: string | null, minutes: number) =>
  sql`update sessions set stepped_up_at = stepped_up_at - make_interval(mins => ${minutes}::int)
    where token_hash = sha256(convert_to(${token}, 'UTF8'))`.execute(database.db)

beforeEach(async () => {
  await forget()
  await sql`delete from second_factors`.execute(database.db)
  await sql`delete from used_time_steps`.execute(database.db)
})

test('whoever has a second factor gives a code after the password; until then the half session opens nothing', async () => {
  const secret = await withSecondFactor(database, 'alex')
  const { caller, cookie } = browser(database)
  expect(await caller.staff.signIn({ username: 'alex', password })).toEqual({ codeNeeded: true })
  const half = cookie() ?? ''
  expect(await refusalFrom(caller.staff.desk())).toMatchObject({ code: 'SESSION_EXPIRED' })
  expect(await refusalFrom(caller.signOn.stepUp({ password }))).toMatchObject({ code: 'SESSION_EXPIRED' })
  const wrong = await refusalFrom(caller.signOn.giveCode({ code: codeOf(secret, 40) }))
  expect(wrong).toEqual(
    await refusalFrom(browser(database).caller.staff.signIn({ username: 'sam', password: 'wrong' })),
  )
  await caller.signOn.giveCode({ code: codeOf(secret) })
  expect(await caller.staff.desk()).toMatchObject({ name: 'Alex Rivera', signIn: { proof: 'code' } })
  expect(cookie()).not.toBe(half)
  expect(await refusalFrom(browser(database, half).caller.staff.desk())).toMatchObject({
    code: 'SESSION_EXPIRED',
  })
})

test('a half session lasts five minutes', async () => {
  const secret = await withSecondFactor(database, 'alex')
  const { caller } = browser(database)
  await caller.staff.signIn({ username: 'alex', password })
  await sql`update sessions set created_at = created_at - interval '5 minutes 1 second' where stage = 'half'`.execute(
    database.db,
  )
  expect(await refusalFrom(caller.signOn.giveCode({ code: codeOf(secret) }))).toMatchObject({
    code: 'SESSION_EXPIRED',
  })
})

test('v5.0.0-6.5.1 a code counts once, whoever sends it, also of the steps beside; codes are guessed no more often than passwords', async () => {
  const secret = await withSecondFactor(database, 'alex')
  const enter = async (code: string) => {
    const { caller } = browser(database)
    await caller.staff.signIn({ username: 'alex', password })
    return caller.signOn.giveCode({ code })
  }
  const code = codeOf(secret, 1)
  expect(await enter(code)).toMatchObject({ name: 'Alex Rivera' })
  expect(await refusalFrom(enter(code))).toMatchObject({ code: 'SIGN_IN_FAILED' })
  await forget()
  expect(await refusalFrom(enter(codeOf(secret, -3)))).toMatchObject({ code: 'SIGN_IN_FAILED' })
  for (let tries = 0; tries < 12; tries += 1) await refusalFrom(enter('000000'))
  expect(await refusalFrom(enter(codeOf(secret)))).toMatchObject({ code: 'SIGN_IN_FAILED' })
})

test('a recovery code signs in once, new ones void the old, and none of them is stored as it is', async () => {
  const alex = browser(database, await tokenOf(database, 'alex')).caller
  const { secret } = await alex.signOn.beginSecondFactor()
  expect(await refusalFrom(alex.signOn.confirmSecondFactor({ code: codeOf(secret, 30) }))).toMatchObject({
    code: 'CODE_WRONG',
  })
  const { codes } = await alex.signOn.confirmSecondFactor({ code: codeOf(secret) })
  const kept = await sql<{ text: string }>`
    select (select string_agg(r::text, ' ') from recovery_codes r) || (select string_agg(f::text, ' ') from second_factors f) as text`.execute(
    database.db,
  )
  for (const secretText of [secret, ...codes]) expect(kept.rows[0]?.text).not.toContain(secretText)
  const enter = async (code = '') => {
    const { caller } = browser(database)
    await caller.staff.signIn({ username: 'alex', password })
    return caller.signOn.giveCode({ code })
  }
  expect(await enter(codes[0]?.toUpperCase())).toMatchObject({ name: 'Alex Rivera' })
  expect(await refusalFrom(enter(codes[0]))).toMatchObject({ code: 'SIGN_IN_FAILED' })
  await forget()
  const { secondFactor } = await alex.signOn.mine()
  expect(secondFactor?.recoveryCodesLeft).toBe(9)
  const next = await alex.signOn.newRecoveryCodes({ madeAt: secondFactor?.codesMadeAt ?? null })
  expect(await refusalFrom(enter(codes[1]))).toMatchObject({ code: 'SIGN_IN_FAILED' })
  await forget()
  expect(await enter(next.codes[3])).toMatchObject({ name: 'Alex Rivera' })
})

test('approving asks for a step-up within the hour, above $100 within five minutes; the step-up gives another token', async () => {
  const accountId = await addAccount(database)
  const large = await give(await signedIn(database, 'sofia'), accountId, { amount: 15_000n })
  const small = await give(await signedIn(database, 'alex'), await addAccount(database), { amount: 2_000n })
  const { caller, cookie } = browser(database, await tokenOf(database, 'morgan'))
  const approve = (request: { accountId: string; adjustmentId: string }, amount: string) =>
    caller.adjustments.approve({
      accountId: request.accountId,
      adjustmentId: request.adjustmentId,
      amount,
      reason: 'Seen.',
    })
  const first = { accountId, adjustmentId: large.adjustmentId }
  await age(cookie(), 6)
  expect(await refusalFrom(approve(first, '15000'))).toMatchObject({
    code: 'STEP_UP_NEEDED',
    retry: 'same-key',
  })
  const before = cookie()
  expect(await refusalFrom(caller.signOn.stepUp({ password: 'wrong' }))).toMatchObject({
    code: 'SIGN_IN_FAILED',
  })
  await caller.signOn.stepUp({ password })
  expect(cookie()).not.toBe(before)
  expect(await refusalFrom(browser(database, before).caller.staff.desk())).toMatchObject({
    code: 'SESSION_EXPIRED',
  })
  expect(await approve(first, '15000')).toMatchObject({ state: 'granted' })

  const found = await database.db
    .selectFrom('adjustments')
    .select('accountId')
    .where('adjustmentId', '=', BigInt(small.adjustmentId))
    .executeTakeFirstOrThrow()
  const second = { accountId: found.accountId, adjustmentId: small.adjustmentId }
  await age(cookie(), 61)
  expect(await refusalFrom(approve(second, '2000'))).toMatchObject({ code: 'STEP_UP_NEEDED' })
  await caller.signOn.stepUp({ password })
  await age(cookie(), 59)
  expect(await approve(second, '2000')).toMatchObject({ state: 'granted' })
  expect((await deskJournal(database, 'step-up')).filter(({ outcome }) => outcome === 'done')).toHaveLength(2)
})

test('v5.0.0-7.2.4 signing in again in a browser ends the session that it had', async () => {
  const old = await tokenOf(database, 'alex')
  const { caller, cookie } = browser(database, old)
  await caller.staff.signIn({ username: 'alex', password })
  expect(cookie()).not.toBe(old)
  expect(await refusalFrom(browser(database, old).caller.staff.desk())).toMatchObject({
    code: 'SESSION_EXPIRED',
  })
})

test('v5.0.0-7.4.5 v5.0.0-7.5.2 one’s sessions are listed and ended; somebody else’s only by managers and administrators, and are else not there', async () => {
  const own = await staffIdOf(database, 'alex')
  await asTheDesk(database, (work) => endSessionsOf(work, own))
  const [here, there] = [await tokenOf(database, 'alex'), await tokenOf(database, 'alex')]
  const alex = browser(database, here).caller
  const { sessions } = await alex.signOn.mine()
  expect(sessions.map((session) => session.here).sort()).toEqual([false, true])
  const sessionId = sessions.find((session) => !session.here)?.sessionId ?? ''
  const sofia = await signedIn(database, 'sofia')
  expect(await refusalFrom(sofia.signOn.endSession({ sessionId }))).toMatchObject({ code: 'NOT_FOUND' })
  const alexId = (await staffIdOf(database, 'alex')).toString()
  expect(await refusalFrom(sofia.signOn.endSessions({ staffId: alexId }))).toMatchObject({
    code: 'NOT_FOUND',
  })
  expect(await alex.signOn.endSession({ sessionId })).toEqual({ ended: 1, here: false })
  expect(await refusalFrom(browser(database, there).caller.staff.desk())).toMatchObject({
    code: 'SESSION_EXPIRED',
  })
  const adam = await signedIn(database, 'adam')
  expect(await adam.signOn.endSessions({ staffId: alexId })).toEqual({ ended: 1 })
  expect(await refusalFrom(alex.staff.desk())).toMatchObject({ code: 'SESSION_EXPIRED' })
})

test('v5.0.0-6.2.2 v5.0.0-6.2.3 v5.0.0-7.4.3 v5.0.0-7.5.1 a new password ends the other sessions, and only with the second factor or the old password given just now', async () => {
  const here = await tokenOf(database, 'sam')
  const there = await tokenOf(database, 'sam')
  const { caller, cookie } = browser(database, here)
  const next = 'a sentence that is long enough'
  await age(here, 6)
  expect(await refusalFrom(caller.signOn.changePassword({ password: next }))).toMatchObject({
    code: 'STEP_UP_NEEDED',
  })
  await caller.signOn.stepUp({ password })
  await caller.signOn.changePassword({ password: next })
  expect(await refusalFrom(browser(database, there).caller.staff.desk())).toMatchObject({
    code: 'SESSION_EXPIRED',
  })
  expect(await browser(database, cookie()).caller.staff.desk()).toMatchObject({ name: 'Sam Okafor' })
  expect(
    await refusalFrom(browser(database).caller.staff.signIn({ username: 'sam', password })),
  ).toMatchObject({
    code: 'SIGN_IN_FAILED',
  })
  expect(await browser(database).caller.staff.signIn({ username: 'sam', password: next })).toMatchObject({
    name: 'Sam Okafor',
  })
})

test('many names from one address are noticed once, with how many and from where', async () => {
  for (let name = 0; name < 30; name += 1)
    await refusalFrom(browser(database).caller.staff.signIn({ username: `sprayed-${name}`, password }))
  expect(await deskJournal(database, 'sign-in-spraying')).toMatchObject([
    { outcome: 'refused', detail: { from: '192.0.2.1', names: 25 } },
  ])
})

test('a password that was hashed with less is hashed anew when it is given', async () => {
  const { hash } = await import('@node-rs/argon2')
  const weak = await hash(password, { memoryCost: 8192, timeCost: 1, parallelism: 1 })
  await sql`update sign_ins set password_hash = ${weak} where username = 'adam'`.execute(database.db)
  expect(await browser(database).caller.staff.signIn({ username: 'adam', password })).toMatchObject({
    role: 'admin',
  })
  const kept = await sql<{
    hash: string
  }>`select password_hash as hash from sign_ins where username = 'adam'`.execute(database.db)
  expect(kept.rows[0]?.hash).toContain('m=19456,t=2,p=1')
})

test('the first administrators are made by a command, with a password that is given and not a default; from two on the desk does it', async () => {
  const first = (username: string, given: string) =>
    asTheDesk(database, (work) => addFirstAdmin(work, { username, name: 'Ada First', password: given }))
  expect(await refusalFrom(first('ada', 'a sentence that is long enough'))).toMatchObject({
    code: 'NOT_ALLOWED',
  })
  await sql`update staff set active = false where name = 'Agnes Moreau'`.execute(database.db)
  expect(await refusalFrom(first('ada', ''))).toMatchObject({ code: 'BAD_REQUEST' })
  await first('ada', 'a sentence that is long enough')
  const signedIn = await browser(database).caller.staff.signIn({
    username: 'ada',
    password: 'a sentence that is long enough',
  })
  expect(signedIn).toMatchObject({ role: 'admin', level: null })
})
