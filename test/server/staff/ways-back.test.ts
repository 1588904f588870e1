import { sql } from 'kysely'
import { beforeAll, describe, expect, test } from 'vitest'
import { subjectOfName } from '#server/staff/count-try.ts'
import { giveWayBack } from '#server/staff/give-way-back.ts'
import { firstPasswordHours } from '#shared/staff/sign-on.ts'
import { browser, refusalFrom, signedIn, staffIdOf, tokenOf } from '#test/support/calls.ts'
import { codeOf, withSecondFactor } from '#test/support/codes.ts'
import { asTheDesk, deskJournal, openDesk } from '#test/support/desk.ts'

const database = await openDesk()
const { db } = database
const [adam, agnes] = await Promise.all([signedIn(database, 'adam'), signedIn(database, 'agnes')])
const proof = 'Came in person with badge 1042, known to me for years.'
const ids: Record<string, string> = {}
beforeAll(async () => {
  for (const name of ['alex', 'sam', 'sofia', 'marta', 'adam'])
    ids[name] = (await staffIdOf(database, name)).toString()
})
const waitingOf = async (name: string): Promise<string> =>
  (await adam.staff.people({})).waiting.find(({ staffId }) => staffId === ids[name])?.changeId ?? ''
const askFor = (name: string, kind: 'new-password' | 'new-factor', by = adam) =>
  by.staff.askWayBack({ staffId: ids[name] ?? '', kind, proof })
const signIn = (username: string, password: string) => {
  const seat = browser(database)
  return { ...seat, answer: seat.caller.staff.signIn({ username, password }) }
}

describe('a forgotten password', () => {
  test('v5.0.0-6.4.3 is replaced when two administrators agree on who asked; sessions end, the second factor stays', async () => {
    const secret = await withSecondFactor(database, 'sam')
    const before = await tokenOf(database, 'sam')
    // Many were tried before somebody was asked: the name is locked.
    await sql`insert into sign_in_failures (subject, failures, locked_until)
      values (${subjectOfName('sam')}, 10, now() + interval '15 minutes')`.execute(db)
    const unproven = { staffId: ids.sam ?? '', kind: 'new-password', proof: 'ok' } as const
    await expect(adam.staff.askWayBack(unproven)).rejects.toThrow(/how they showed who they are/)
    expect(await askFor('sam', 'new-password')).toEqual({ state: 'requested', firstPassword: null })
    const changeId = await waitingOf('sam')
    expect(await refusalFrom(adam.staff.agreeChange({ changeId }))).toMatchObject({ code: 'SELF_APPROVAL' })
    expect(await browser(database, before).caller.staff.desk()).toMatchObject({ name: 'Sam Okafor' })

    const { firstPassword } = await agnes.staff.agreeChange({ changeId })
    expect(firstPassword).toMatch(/^[\w-]{20}$/)
    expect(await refusalFrom(browser(database, before).caller.staff.desk())).toMatchObject({
      code: 'SESSION_EXPIRED',
    })
    expect(await refusalFrom(signIn('sam', 'makeright-demo').answer)).toMatchObject({
      code: 'SIGN_IN_FAILED',
    })
    const seat = signIn('sam', firstPassword ?? '')
    expect(await seat.answer).toEqual({ codeNeeded: true })
    expect(await seat.caller.signOn.giveCode({ code: codeOf(secret) })).toMatchObject({
      signIn: { owes: 'password' },
    })
    expect(await refusalFrom(seat.caller.accounts.search({ text: 'garcia' }))).toMatchObject({
      code: 'SET_UP_NEEDED',
    })
    await seat.caller.signOn.changePassword({ password: 'eleven wet umbrellas' })
    expect(await seat.caller.staff.desk()).toMatchObject({ signIn: { owes: null } })
    expect((await deskJournal(database, 'ask-change')).at(-1)).toMatchObject({
      actor: 'Adam Osei',
      reason: proof,
      detail: { kind: 'new-password', staffId: ids.sam },
    })
    expect((await deskJournal(database, 'agree-change')).at(-1)).toMatchObject({
      actor: 'Agnes Moreau',
      detail: { kind: 'new-password', staffId: ids.sam, askedBy: ids.adam },
    })
  })
  test('is nobody’s own to replace, and none of whoever has none here or is off', async () => {
    expect(await refusalFrom(askFor('adam', 'new-password'))).toMatchObject({ code: 'OWN_CHANGE' })
    expect(await refusalFrom(askFor('alex', 'new-factor'))).toMatchObject({ code: 'NOT_FOUND' })
    await adam.staff.switchOff({ staffId: ids.marta ?? '', reason: 'Has left.' })
    expect(await refusalFrom(askFor('marta', 'new-password'))).toMatchObject({ code: 'ALREADY_DECIDED' })
    const sofia = await signedIn(database, 'sofia')
    expect(await refusalFrom(askFor('alex', 'new-password', sofia))).toMatchObject({ code: 'NOT_ALLOWED' })
  })
})

describe('a lost second factor', () => {
  test('v5.0.0-6.4.4 goes when two administrators agree on who asked, with its recovery codes; the password stays', async () => {
    await withSecondFactor(database, 'sofia')
    await sql`insert into recovery_codes (staff_id, code_hash) values (${ids.sofia}::bigint, '\\x01')`.execute(
      db,
    )
    const before = await tokenOf(database, 'sofia')
    await askFor('sofia', 'new-factor')
    await agnes.staff.agreeChange({ changeId: await waitingOf('sofia') })
    expect(await refusalFrom(browser(database, before).caller.staff.desk())).toMatchObject({
      code: 'SESSION_EXPIRED',
    })
    const left = await sql<{ left: number }>`
      select (select count(*) from second_factors where staff_id = ${ids.sofia}::bigint)::int
        + (select count(*) from recovery_codes where staff_id = ${ids.sofia}::bigint)::int as left`.execute(
      db,
    )
    expect(left.rows[0]?.left).toBe(0)
    expect(await signIn('sofia', 'makeright-demo').answer).toMatchObject({ name: 'Sofia Lindqvist' })
    expect((await adam.staff.people({ find: 'lindqvist' })).people).toMatchObject([{ agreedBy: null }])
  })
})

describe('a first password', () => {
  const give = async (name: string): Promise<string> => {
    await askFor(name, 'new-password')
    const { firstPassword } = await agnes.staff.agreeChange({ changeId: await waitingOf(name) })
    return firstPassword ?? ''
  }
  test('v5.0.0-6.4.1 has 120 bits, ends after 72 hours, and opens nothing but the choice of another', async () => {
    const password = await give('alex')
    const ends = await sql<{ hours: number }>`
      select extract(epoch from password_ends_at - now()) / 3600 as hours from sign_ins where username = 'alex'`.execute(
      db,
    )
    expect(Number(ends.rows[0]?.hours)).toBeCloseTo(firstPasswordHours, 0)
    const { caller, answer } = signIn('alex', password)
    expect(await answer).toMatchObject({ signIn: { owes: 'password' } })
    expect(await refusalFrom(caller.signOn.mine())).toMatchObject({ code: 'SET_UP_NEEDED' })
    expect(await refusalFrom(caller.signOn.changePassword({ password }))).toMatchObject({
      code: 'ALREADY_DECIDED',
    })
    await sql`update sign_ins set password_ends_at = now() - interval '1 minute' where username = 'alex'`.execute(
      db,
    )
    expect(await refusalFrom(signIn('alex', password).answer)).toMatchObject({ code: 'SIGN_IN_FAILED' })
    // Who was in already still chooses their own.
    await caller.signOn.changePassword({ password: 'seven green bicycles' })
    expect(await signIn('alex', 'seven green bicycles').answer).toMatchObject({ signIn: { owes: null } })
  })
  test('is not prolonged by the server’s role, and another hash is its owner’s own', async () => {
    await give('alex')
    const kept = await sql<{ ends: Date | null }>`
      update sign_ins set password_hash = password_hash where username = 'alex' returning password_ends_at as ends`.execute(
      db,
    )
    expect(kept.rows[0]?.ends).toBeInstanceOf(Date)
    const changed = await sql<{ ends: Date | null }>`
      update sign_ins set password_hash = 'another' where username = 'alex' returning password_ends_at as ends`.execute(
      db,
    )
    expect(changed.rows[0]?.ends).toBeNull()
  })
})

test('v5.0.0-6.4.3 v5.0.0-6.4.4 with nobody who could agree it is the owner’s command, with its event', async () => {
  const token = await tokenOf(database, 'adam')
  const give = (kind: 'new-password' | 'new-factor', given = proof) =>
    asTheDesk(database, (work) => giveWayBack(work, { username: 'adam', kind, proof: given }))
  expect(await refusalFrom(give('new-factor'))).toMatchObject({ code: 'NOT_FOUND' })
  expect(await refusalFrom(give('new-password', 'it is me'))).toMatchObject({ code: 'BAD_REQUEST' })
  await withSecondFactor(database, 'adam')
  expect(await give('new-factor')).toEqual({ name: 'Adam Osei', firstPassword: null })
  expect(await refusalFrom(browser(database, token).caller.staff.desk())).toMatchObject({
    code: 'SESSION_EXPIRED',
  })
  const { firstPassword } = await give('new-password')
  expect(await signIn('adam', firstPassword ?? '').answer).toMatchObject({ signIn: { owes: 'password' } })
  const events = await deskJournal(database, 'give-way-back')
  expect(events.map(({ actor, reason, detail }) => [actor, reason, detail.kind, detail.by])).toEqual([
    [null, proof, 'new-factor', 'the command'],
    [null, proof, 'new-password', 'the command'],
  ])
})
