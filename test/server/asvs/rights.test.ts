import { readFile, writeFile } from 'node:fs/promises'
import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { appRouter } from '#server/router.ts'
import type { Rule } from '#server/rule.ts'
import { askedDesk } from '#test/support/asked-desk.ts'
import { fillForm, give, refusalFrom, signedIn, tokenOf } from '#test/support/calls.ts'
import { asTheDesk, deskJournal, openDesk, outageId, stateHash } from '#test/support/desk.ts'
import { addAccount } from '#test/support/factories.ts'
import { seal, sealFiles, verify } from '#test/support/journal-world.ts'

/** OWASP ASVS 5.0.0, chapters 7, 8, 14, 15 and 16, asked of a running desk: docs/asvs.csv. */
const database = await openDesk()
const { db } = database
const desk = await askedDesk(database)
const accountId = await addAccount(database, { name: 'Petra Vlasenko', phone: '+13035550177' })
const procedures = appRouter._def.procedures as unknown as Record<
  string,
  { _def: { meta: Rule; type: string } }
>

describe('who may do what', () => {
  test('v5.0.0-6.3.4 what may be asked without being signed in is the sign-in, and nothing else', () => {
    const open = Object.entries(procedures).filter(([, { _def }]) => _def.meta.who === 'anybody')
    const names = open.map(([name]) => name)
    for (const name of names)
      expect(name).toMatch(/^(staff|signOn)\.(signInPage|signIn|signOut|giveCode|\w*[pP]rovider\w*)$/)
    expect(names).toContain('staff.signIn')
  })
  test('v5.0.0-7.2.1 v5.0.0-8.2.1 v5.0.0-8.3.1 everything else is refused by the server: without a session, with one of one’s own making, and to other roles', async () => {
    const alex = await tokenOf(database, 'alex')
    const before = await stateHash(database)
    let refused = 0
    for (const [name, { _def }] of Object.entries(procedures)) {
      if (_def.meta.who === 'anybody' || name === 'live.changes') continue
      for (const token of [null, 'A'.repeat(43), alex.split('').reverse().join('')]) {
        expect([name, (await desk.call(name, {}, token)).status]).toEqual([name, 401])
        refused += 1
      }
      if (_def.meta.who.includes('agent')) continue
      expect([name, (await desk.call(name, {}, alex)).status]).toEqual([name, 403])
    }
    expect(refused).toBeGreaterThan(100)
    expect(await stateHash(database)).toBe(before)
  })
  test('v5.0.0-8.2.2 a number that one guesses is as good as none: another’s draft, another account’s request', async () => {
    const [alex, sam] = [await signedIn(database, 'alex'), await tokenOf(database, 'sam')]
    const other = await addAccount(database)
    const { adjustmentId } = await give(alex, other, { amount: 5000n })
    const elsewhere = { accountId, adjustmentId }
    const nowhere = { accountId, adjustmentId: '999999' }
    const answers = await Promise.all(
      [elsewhere, nowhere].map((input) => desk.call('adjustments.withdraw', input, sam)),
    )
    expect(answers.map(({ status }) => status)).toEqual([404, 404])
    const words = answers.map(({ body }) => JSON.parse(body).error.message)
    expect(words[0]).toBe(words[1])
  })
  test('v5.0.0-2.2.2 the server decides though a page does not: an amount over the limit sent past the form is not posted', async () => {
    const alex = await signedIn(database, 'alex')
    const other = await addAccount(database)
    const given = await give(alex, other, { amount: 1_501n })
    expect(given.way).toBe('request')
    const found = await sql<{ kind: string }>`select kind from transfers where account_id = ${other}`.execute(
      db,
    )
    expect(found.rows).toEqual([{ kind: 'hold' }])
  })
})

test('v5.0.0-2.2.3 what belongs together has to agree: an amount and its preview, a reason and its note, a programme and its outage', async () => {
  const other = await addAccount(database)
  const caller = await signedIn(database, 'sofia')
  const { input } = await fillForm(caller, other, { amount: 500n })
  const code = (call: Promise<unknown>) => refusalFrom(call).then((refusal) => refusal.code)
  const { previewed } = input
  expect(await code(caller.adjustments.give({ ...input, previewed: { ...previewed, after: '1' } }))).toBe(
    'STALE',
  )
  expect(await code(caller.adjustments.give({ ...input, outageId: 'another' }))).toBe('NOT_FOUND')
  expect(await code(caller.adjustments.give({ ...input, accountId }))).toBe('NOT_FOUND')
  expect(await code(caller.adjustments.give({ ...input, reasonCode: 'none-such' }))).toMatch(
    /REASON_UNKNOWN|STALE|BAD_REQUEST/,
  )
})

describe('a session', () => {
  test('v5.0.0-7.2.2 v5.0.0-7.2.3 v5.0.0-11.2.3 is a fresh random token of 256 bits each time, and stored so that the store opens nothing', async () => {
    const tokens = new Set<string>()
    for (let count = 0; count < 20; count += 1) tokens.add(await tokenOf(database, 'alex'))
    expect(tokens.size).toBe(20)
    for (const token of tokens) expect(Buffer.from(token, 'base64url')).toHaveLength(32)
    const rows = await sql<{ text: string }>`select s::text as text from sessions s`.execute(db)
    const dump = rows.rows.map(({ text }) => text).join('\n')
    for (const token of tokens) expect(dump).not.toContain(token)
    const hashes = await sql<{
      hash: string
    }>`select encode(token_hash, 'hex') as hash from sessions limit 3`.execute(db)
    for (const { hash } of hashes.rows) expect((await desk.call('staff.desk', {}, hash)).status).toBe(401)
  })
  test('v5.0.0-7.2.4 v5.0.0-7.6.2 begins when somebody signs in and never by itself, with another token than before', async () => {
    expect((await desk.ask('GET', '/')).headers.has('set-cookie')).toBe(false)
    expect((await desk.call('staff.signInPage', {})).headers.has('set-cookie')).toBe(false)
    const planted = 'B'.repeat(43)
    const signIn = () => desk.call('staff.signIn', { username: 'sam', password: 'makeright-demo' }, planted)
    const cookies = [await signIn(), await signIn()].map(({ headers }) => headers.get('set-cookie') ?? '')
    expect(cookies[0]).not.toBe(cookies[1])
    expect(cookies.join()).not.toContain(planted)
    expect((await desk.call('staff.desk', {}, planted)).status).toBe(401)
  })
  test('v5.0.0-7.4.1 is over for the server when one signs out', async () => {
    const token = await tokenOf(database, 'sam')
    expect((await desk.call('staff.desk', {}, token)).status).toBe(200)
    const out = await desk.call('staff.signOut', undefined, token)
    expect(out.headers.get('set-cookie')).toMatch(/Expires=Thu, 01 Jan 1970/)
    expect((await desk.call('staff.desk', {}, token)).status).toBe(401)
  })
})

describe('the journal', () => {
  const last = async () =>
    db.selectFrom('deskEvents').selectAll().orderBy('eventId', 'desc').executeTakeFirstOrThrow()
  test('v5.0.0-16.2.1 v5.0.0-16.2.2 says when (in UTC), who, from where, what and how it ended', async () => {
    const token = await tokenOf(database, 'alex')
    const { headers } = await desk.call('accounts.search', { text: 'vlasenko' }, token)
    const event = await last()
    expect(event).toMatchObject({
      action: 'read',
      outcome: 'done',
      actorId: expect.any(BigInt),
      address: '127.0.0.1',
      session: expect.stringMatching(/^[0-9a-f]{16}$/),
      requestId: headers.get('x-request-id'),
    })
    expect(event.happenedAt.toISOString()).toMatch(/Z$/)
    expect(JSON.stringify(event.detail)).not.toMatch(/vlasenko/i)
  })
  test('v5.0.0-16.3.1 holds every sign-in, failed ones, and every sign-out', async () => {
    const before = (await deskJournal(database, 'sign-in')).length
    await desk.call('staff.signIn', { username: 'marta', password: 'wrong' })
    await desk.call('staff.signIn', { username: 'nobody-here', password: 'wrong' })
    const signedInAs = await desk.call('staff.signIn', { username: 'marta', password: 'makeright-demo' })
    const entries = (await deskJournal(database, 'sign-in')).slice(before)
    expect(entries.map(({ outcome }) => outcome)).toEqual(['refused', 'refused', 'done'])
    const token = /makeright=([\w-]{43})/.exec(signedInAs.headers.get('set-cookie') ?? '')?.[1]
    await desk.call('staff.signOut', undefined, token ?? null)
    expect((await deskJournal(database, 'sign-out')).at(-1)).toMatchObject({ actor: 'Marta Kowalska' })
  })
  test('v5.0.0-16.3.2 v5.0.0-16.3.3 holds what was refused, and input that was none', async () => {
    const token = await tokenOf(database, 'alex')
    await desk.call('staff.stop', { scope: 'manual', reason: 'an agent' }, token)
    expect(await last()).toMatchObject({ outcome: 'refused', detail: { code: 'NOT_ALLOWED' } })
    await desk.call('accounts.search', { text: 'a', colour: 'red' }, token)
    expect(await last()).toMatchObject({ outcome: 'invalid' })
  })
  test('v5.0.0-16.2.5 v5.0.0-14.2.3 holds no token, no password and nothing of a customer; nothing is told to strangers', async () => {
    const token = await tokenOf(database, 'audrey')
    await desk.call('accounts.search', { text: '3035550177' }, token)
    await desk.call('adjustments.accountPage', { accountId }, token)
    await desk.call('staff.signIn', { username: 'alex', password: 'hunter2-hunter2' })
    const texts = await sql<{
      text: string
    }>`select e::text as text from desk_events e union all select e::text from account_events e`.execute(db)
    const all = texts.rows.map(({ text }) => text).join('\n') + desk.logged.join('\n')
    for (const never of [token, 'hunter2', 'Vlasenko', '5550177']) expect(all).not.toContain(never)
    const { headers } = await desk.ask('GET', '/')
    expect(headers.get('content-security-policy')).toMatch(/connect-src 'self'/)
  })
  test('v5.0.0-16.2.4 v5.0.0-16.3.4 what went wrong in the server is one line of JSON with its request', async () => {
    const broken = await askedDesk({ ...database, db: null as never })
    const answer = await broken.call('staff.signInPage', {})
    expect(answer.status).toBeGreaterThanOrEqual(500)
    const lines = broken.logged.map((line) => JSON.parse(line) as Record<string, unknown>)
    expect(lines.some((line) => line.requestId === answer.headers.get('x-request-id'))).toBe(true)
    expect(lines.every(({ level, time }) => typeof level === 'number' && typeof time === 'number')).toBe(true)
  })
  test('v5.0.0-16.4.3 is sealed outside the database, so that a changed database contradicts it', async () => {
    const files = await sealFiles()
    await seal(database, files)
    const outside = (await readFile(files.anchors, 'utf8')).trimEnd().split('\n')
    const inside = await sql<{ line: string }>`select line from journal_seals order by seal_no`.execute(db)
    expect(outside.slice(1)).toEqual(inside.rows.map(({ line }) => line))
    expect((await verify(database, files)).finding).toBeNull()
    await writeFile(
      files.anchors,
      `${outside.join('\n')}\n${outside.at(-1)?.replace('"events":', '"events":1')}\n`,
    )
    expect((await verify(database, files)).finding).not.toBeNull()
  })
  test('v5.0.0-16.4.2 cannot be changed, by the desk’s role or by the owner', async () => {
    await asTheDesk(database, ({ tx }) => sql`select 1`.execute(tx))
    for (const statement of [
      "update desk_events set action = 'x'",
      'delete from desk_events',
      'truncate desk_events',
      'truncate journal_chain',
    ])
      await expect(sql.raw(statement).execute(db)).rejects.toThrow(/permanent|empty|refused/)
  })
})

test('v5.0.0-6.3.2 a desk begins with nobody in it', async () => {
  const { freshDatabase } = await import('#test/support/database.ts')
  const fresh = await freshDatabase()
  const found = await sql<{
    people: number
  }>`select ((select count(*) from staff) + (select count(*) from sign_ins))::int as people`.execute(fresh.db)
  expect(found.rows[0]?.people).toBe(0)
  expect(outageId).toBeTruthy()
})

test('v5.0.0-6.2.11 the desk does not take a password of its own words, nor a short one', async () => {
  const token = await tokenOf(database, 'morgan')
  for (const password of ['Makeright-2026', 'MorganHale-2026', 'short'])
    expect((await desk.call('signOn.changePassword', { password }, token)).status).toBe(400)
  const taken = await desk.call('signOn.changePassword', { password: 'four brown horses' }, token)
  expect(taken.status).toBe(200)
})
