import { sql } from 'kysely'
import { beforeEach, expect, test } from 'vitest'
import { subjectOfAddress } from '#server/staff/count-try.ts'
import { signIn } from '#server/staff/sign-in.ts'
import { browser, refusalFrom, staffIdOf, tokenOf } from '#test/support/calls.ts'
import { codeOf } from '#test/support/codes.ts'
import { openDesk } from '#test/support/desk.ts'

/** Whose tries are counted, what is counted, and what holds while something is tried. */
const database = await openDesk()
const password = 'makeright-demo'
const forget = () => sql`delete from sign_in_failures`.execute(database.db)
const age = (token: string | null, minutes: number) =>
  sql`update sessions set stepped_up_at = stepped_up_at - make_interval(mins => ${minutes}::int)
    where token_hash = sha256(convert_to(${token}, 'UTF8'))`.execute(database.db)
beforeEach(forget)

test('what is typed as a name does not reach the counter of a step-up', async () => {
  const { caller } = browser(database, await tokenOf(database, 'morgan'))
  const staffId = await staffIdOf(database, 'morgan')
  for (const name of [`step-up ${staffId}`, `step-up:${staffId}`])
    for (let tries = 0; tries < 12; tries += 1)
      await refusalFrom(browser(database).caller.staff.signIn({ username: name, password: 'wrong' }))
  expect(await caller.signOn.stepUp({ password })).toEqual({ steppedUp: true })
})

test('behind a locked address nobody signs in and nothing is compared or counted; whoever is signed in steps up', async () => {
  const { caller } = browser(database, await tokenOf(database, 'morgan'))
  await sql`insert into sign_in_failures (subject, failures, locked_until) values (${subjectOfAddress('192.0.2.1')}, 1000, now() + interval '15 minutes')`.execute(
    database.db,
  )
  const enter = () => browser(database).caller.staff.signIn({ username: 'alex', password })
  // More at once than may wait for a turn: none of them waits.
  const codes = (await Promise.all(Array.from({ length: 40 }, () => refusalFrom(enter())))).map(
    ({ code }) => code,
  )
  expect(new Set(codes)).toEqual(new Set(['SIGN_IN_FAILED']))
  const counted = await sql`select from sign_in_failures where subject like 'name:%'`.execute(database.db)
  expect(counted.rows).toEqual([])
  expect(await caller.signOn.stepUp({ password })).toEqual({ steppedUp: true })
})

test('a second factor is confirmed right after a step-up, within ten minutes, and not by guessing', async () => {
  const token = await tokenOf(database, 'alex')
  const { caller } = browser(database, token)
  const { secret } = await caller.signOn.beginSecondFactor()
  const confirm = (code: string) => caller.signOn.confirmSecondFactor({ code })
  await age(token, 6)
  expect(await refusalFrom(confirm(codeOf(secret)))).toMatchObject({ code: 'STEP_UP_NEEDED' })
  await age(token, -6)
  await sql`update second_factors set begun_at = begun_at - interval '10 minutes 1 second'`.execute(
    database.db,
  )
  expect(await refusalFrom(confirm(codeOf(secret)))).toMatchObject({ code: 'STALE' })
  const again = await caller.signOn.beginSecondFactor()
  const answers: string[] = []
  for (let tries = 0; tries < 12; tries += 1)
    answers.push((await refusalFrom(confirm(codeOf(again.secret, 40 + tries)))).code)
  expect(answers.filter((code) => code === 'CODE_WRONG').length).toBeLessThanOrEqual(10)
  expect(answers.at(-1)).toBe('TOO_MANY')
  expect(await refusalFrom(confirm(codeOf(again.secret)))).toMatchObject({ code: 'TOO_MANY' })
  await forget()
  expect((await confirm(codeOf(again.secret))).codes).toHaveLength(10)
})

test('a password that is changed while the old one is compared opens no session, and is not written over', async () => {
  const { hash } = await import('@node-rs/argon2')
  const weak = (text: string) => hash(text, { memoryCost: 8192, timeCost: 1, parallelism: 1 })
  const keep = async (text: string) => {
    const hashed = await weak(text)
    await sql`update sign_ins set password_hash = ${hashed} where username = 'audrey'`.execute(database.db)
    return hashed
  }
  await keep(password)
  const changed: string[] = []
  // The old password has been compared when the sign-in asks for its place among the transactions.
  const slow = {
    ...database,
    place: async () => {
      if (changed.length === 0) changed.push(await keep('another sentence of hers'))
      return database.place()
    },
  }
  const attempt = { username: 'audrey', password, address: '192.0.2.1', requestId: 'late' }
  expect(await refusalFrom(signIn(slow, attempt))).toMatchObject({ code: 'SIGN_IN_FAILED' })
  const kept = await sql<{
    hash: string
  }>`select password_hash as hash from sign_ins where username = 'audrey'`.execute(database.db)
  expect(kept.rows[0]?.hash).toBe(changed[0])
})
