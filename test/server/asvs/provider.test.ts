import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { decodeJwt } from 'jose'
import { sql } from 'kysely'
import { afterAll, describe, expect, test } from 'vitest'
import { Walker } from '#test/drills/browser-walk.ts'
import { startIdentityProvider } from '#test/drills/identity-provider.ts'
import { logoutLies } from '#test/drills/l5-logouts.ts'
import { lies } from '#test/drills/l5-provider-lies.ts'
import type { World } from '#test/drills/world.ts'
import { type AskedDesk, askedDesk } from '#test/support/asked-desk.ts'
import { deskJournal, openDesk } from '#test/support/desk.ts'

/** OWASP ASVS 5.0.0, chapters 6.8, 7.6, 9 and 10: the carrier's own sign-in, against a real provider that lies. docs/asvs.csv. */
const database = await openDesk()
const idp = await startIdentityProvider()
const folder = mkdtempSync(join(tmpdir(), 'makeright-provider-'))
afterAll(async () => {
  await idp.end()
  rmSync(folder, { recursive: true })
})
writeFileSync(join(folder, 'secret'), `${idp.clientSecret}\n`, { mode: 0o600 })
writeFileSync(
  join(folder, 'groups.json'),
  JSON.stringify([
    { group: 'desk-managers', role: 'manager', level: 'manager' },
    { group: 'desk-agents', role: 'agent', level: 'agent' },
  ]),
)
const setup = {
  OIDC_ISSUER: idp.issuer,
  OIDC_CLIENT_ID: idp.clientId,
  OIDC_CLIENT_SECRET_FILE: join(folder, 'secret'),
  OIDC_GROUPS_FILE: join(folder, 'groups.json'),
}
const desk = await askedDesk(database, setup)
// Each desk takes so many sign-ins at a time and no more: the later tests go to another one.
const other = await askedDesk(database, setup)
const third = await askedDesk(database, setup)
const originOf = ({ port }: AskedDesk) => `http://127.0.0.1:${port}`
const origin = originOf(desk)
idp.go([desk, other, third].map((each) => `${originOf(each)}/oidc/return`))

/** Goes to the provider and comes back; stops before the last step, so that it can be bent. */
async function away(path = '/oidc/start', walker = new Walker(), at = origin) {
  const returned = await walker.walk(`${at}${path}`, (to) => to.startsWith(`${at}/oidc/return`))
  return { walker, url: new URL(returned.location ?? 'about:blank'), status: returned.status }
}
async function come(sub: string, groups = ['desk-agents'], name = sub, at = origin) {
  idp.person = { sub, name, groups }
  const { walker, url } = await away('/oidc/start', new Walker(), at)
  const answer = await walker.step(url.href)
  return { walker, answer, token: walker.cookie(at, 'makeright') }
}
const whoIs = async (token: string | null) =>
  JSON.parse((await desk.call('staff.desk', {}, token)).body).result?.data ?? null
const sessions = async () => {
  const found = await sql<{ n: number }>`select count(*)::int as n from sessions`.execute(database.db)
  return found.rows[0]?.n ?? -1
}
async function isRefused(name: string): Promise<boolean> {
  const lie = lies[name]
  if (!lie) throw new Error(`There is no lie called ${name}.`)
  idp.person = { sub: 'liar', name: 'A Liar', groups: ['desk-managers'] }
  const before = await sessions()
  const { walker, url } = await away()
  idp.tamper = lie.tamper?.(idp) ?? {}
  await lie.back?.(url, { idp, walker, origin, world: { database } as World })
  const { status } = await walker.step(url.href)
  idp.tamper = {}
  return (
    [400, 401, 403].includes(status) &&
    walker.cookie(origin, 'makeright') === null &&
    (await sessions()) === before
  )
}

/** With the ID token changed and signed anew, as the provider itself might write it. */
async function bent<T>(
  change: (claims: Record<string, unknown>) => Record<string, unknown>,
  act: () => Promise<T>,
): Promise<T> {
  idp.tamper = {
    token: async (body) => ({
      ...body,
      id_token: await idp.signAgain(change(decodeJwt(String(body.id_token)) as Record<string, unknown>)),
    }),
  }
  try {
    return await act()
  } finally {
    idp.tamper = {}
  }
}

describe('somebody whom the provider names', () => {
  test('v5.0.0-6.8.1 v5.0.0-10.5.2 is known by issuer and subject, whatever their name is', async () => {
    const first = await whoIs((await come('one', ['desk-agents'], 'Robin Doe')).token)
    const again = await whoIs((await come('one', ['desk-agents'], 'Robin Roe')).token)
    const namesake = await whoIs((await come('two', ['desk-managers'], 'Robin Roe')).token)
    expect([first.role, again.staffId, namesake.staffId === first.staffId]).toEqual([
      'agent',
      first.staffId,
      false,
    ])
    const rows = await sql<{
      issuer: string
      staffId: bigint
    }>`select issuer, staff_id from provider_people`.execute(database.db)
    expect(rows.rows.every(({ issuer }) => issuer === idp.issuer)).toBe(true)
  })
  test.each(['Morgan Hale', ' hále,  MORGAN'])(
    'does not get in beside a person with a password who has their name: %s',
    async (name) => {
      const before = await sessions()
      const { answer, token } = await come('second-self', ['desk-managers'], name)
      expect([answer.status, token, await sessions()]).toEqual([403, null, before])
      expect(answer.text).toContain('an administrator switches that off first')
      const made = await sql`select from provider_people where subject = 'second-self'`.execute(database.db)
      expect(made.rows).toEqual([])
      expect((await deskJournal(database, 'sign-in')).at(-1)).toMatchObject({
        outcome: 'refused',
        detail: { how: 'provider', because: 'NOT_ALLOWED' },
      })
    },
  )
  test('has stepped up when they showed there who they are, and not when they were signed in there already', async () => {
    const there = originOf(other)
    const enter = async (change: (claims: Record<string, unknown>) => Record<string, unknown>) => {
      idp.person = { sub: 'silent', name: 'Silent', groups: ['desk-managers'] }
      const { walker, url } = await away('/oidc/start', new Walker(), there)
      await bent(change, () => walker.step(url.href))
      const found = await sql<{ seconds: number | null }>`
        select round(extract(epoch from now() - stepped_up_at))::int as seconds from sessions
        where token_hash = sha256(convert_to(${walker.cookie(there, 'makeright')}, 'UTF8'))`.execute(
        database.db,
      )
      return found.rows[0]?.seconds ?? -1
    }
    const at = (seconds: number) => (claims: Record<string, unknown>) => ({
      ...claims,
      auth_time: Math.floor(Date.now() / 1000) + seconds,
    })
    expect(await enter((claims) => claims)).toBeLessThan(60)
    const hourAgo = await enter(at(-3600))
    expect([hourAgo >= 3600, hourAgo < 3660]).toEqual([true, true])
    const early = await enter(at(3600))
    expect([early >= 0, early < 60]).toEqual([true, true])
    expect(await enter(({ auth_time: _left, ...claims }) => claims)).toBeGreaterThan(365 * 86_400)
  })
  test('keeps the provider’s session whole, and does not get in with one that is too long to keep', async () => {
    const there = originOf(other)
    const enter = async (sid: string) => {
      idp.person = { sub: 'long', name: 'Long', groups: ['desk-agents'] }
      const { walker, url } = await away('/oidc/start', new Walker(), there)
      const { status } = await bent(
        (claims) => ({ ...claims, sid }),
        () => walker.step(url.href),
      )
      return status
    }
    expect(await enter('s'.repeat(200))).toBe(303)
    const kept = await sql`select from sessions where provider_session = ${'s'.repeat(200)}`.execute(
      database.db,
    )
    expect(kept.rows).toHaveLength(1)
    expect(await enter('s'.repeat(201))).toBe(401)
  })
  test('v5.0.0-10.1.1 gets a session of the desk; the provider’s tokens stay in the server and are not kept', async () => {
    const seen: string[] = []
    idp.tamper = {
      token: (body) => {
        seen.push(String(body.id_token), String(body.access_token))
        return body
      },
    }
    const { walker, answer, token } = await come('three')
    idp.tamper = {}
    expect(seen).toHaveLength(2)
    expect(token).toMatch(/^[\w-]{43}$/)
    const tables = ['sessions', 'provider_people', 'provider_steps', 'desk_events']
    const dumps = await Promise.all(
      tables.map((table) =>
        sql<{ text: string }>`select t::text as text from ${sql.table(table)} t`.execute(database.db),
      ),
    )
    const kept = `${answer.text}${answer.location}${desk.logged.join()}${dumps.flatMap(({ rows }) => rows.map(({ text }) => text)).join()}`
    for (const one of seen) expect(kept).not.toContain(one)
    expect(walker.cookie(origin, 'makeright-step')).toBeNull()
  })
})

describe('an answer that was not asked for here', () => {
  test.each(['another browser', 'no browser of ours', 'too long ago', 'code wrong', 'code missing'])(
    'v5.0.0-10.1.2 is refused: %s',
    async (name) => expect(await isRefused(name)).toBe(true),
  )
  test.each(['state missing', 'state wrong', 'verifier wrong'])(
    'v5.0.0-10.2.1 is refused: %s',
    async (name) => expect(await isRefused(name)).toBe(true),
  )
  test.each(['issuer of the answer wrong', 'issuer of the answer missing'])(
    'v5.0.0-10.2.2 is refused: %s',
    async (name) => expect(await isRefused(name)).toBe(true),
  )
  test.each(['nonce wrong', 'nonce missing'])('v5.0.0-10.5.1 is refused: %s', async (name) =>
    expect(await isRefused(name)).toBe(true),
  )
})

describe('an ID token', () => {
  test.each(['not signed', 'signature broken', 'signed with another key'])(
    'v5.0.0-6.8.2 v5.0.0-9.1.1 has to be signed: %s',
    async (name) => expect(await isRefused(name)).toBe(true),
  )
  test.each(['not signed', 'signed with the public key', 'signed with the client’s secret'])(
    'v5.0.0-9.1.2 has to be signed in a way that is expected: %s',
    async (name) => expect(await isRefused(name)).toBe(true),
  )
  test.each(['signed with an unknown key', 'signed with another key'])(
    'v5.0.0-9.1.3 has to be signed with a published key of the provider: %s',
    async (name) => expect(await isRefused(name)).toBe(true),
  )
  test.each(['token run out', 'token without an end', 'token without a beginning', 'token of tomorrow'])(
    'v5.0.0-9.2.1 has to be of now: %s',
    async (name) => expect(await isRefused(name)).toBe(true),
  )
  test.each(['no ID token', 'nobody named'])('v5.0.0-9.2.2 has to be one: %s', async (name) =>
    expect(await isRefused(name)).toBe(true),
  )
  test.each(['audience wrong', 'audiences without a party', 'party wrong'])(
    'v5.0.0-9.2.3 v5.0.0-10.5.4 has to be for this desk: %s',
    async (name) => expect(await isRefused(name)).toBe(true),
  )
})

test('v5.0.0-10.5.3 a provider that describes itself as another is not believed', async () => {
  const fresh = await askedDesk(database, setup)
  idp.tamper = { discovery: (body) => ({ ...body, issuer: 'http://127.0.0.1:9' }) }
  const { status } = await new Walker().step(`${originOf(fresh)}/oidc/start`)
  idp.tamper = {}
  expect(status).toBeGreaterThanOrEqual(400)
})

test('v5.0.0-6.8.4 a step-up by the provider counts only when somebody signed in there just now', async () => {
  const there = originOf(other)
  const { walker, token } = await come('four', ['desk-managers'], 'Four', there)
  const stepUp = async (change: ((claims: Record<string, unknown>) => Record<string, unknown>) | null) => {
    const { url } = await away('/oidc/start?for=step-up', walker, there)
    const answer = await bent(change ?? ((claims) => claims), () => walker.step(url.href))
    return answer.status
  }
  expect(await stepUp((claims) => ({ ...claims, auth_time: Math.floor(Date.now() / 1000) - 3600 }))).toBe(401)
  expect(await stepUp(({ auth_time: _left, ...claims }) => claims)).toBe(401)
  expect((await desk.call('staff.desk', {}, token)).status).toBe(200)
  expect(await stepUp(null)).toBe(303)
})

describe('a log-out at the provider', () => {
  const tell = (token: string) =>
    third.ask('POST', '/oidc/logout', `logout_token=${token}`, {
      'content-type': 'application/x-www-form-urlencoded',
    })
  test('v5.0.0-10.5.5 is believed only when it is one, signed, of now and for this desk', async () => {
    const { token } = await come('leaver', ['desk-agents'], 'Leaver', originOf(other))
    for (const [name, lie] of Object.entries(await logoutLies(idp))) {
      expect([name, (await tell(lie)).status]).toEqual([name, 400])
      expect((await desk.call('staff.desk', {}, token)).status).toBe(200)
    }
  })
  test('is refused by its looks before the provider is asked for keys', async () => {
    const fresh = await askedDesk(database, setup)
    const say = (token: string) =>
      fresh.ask('POST', '/oidc/logout', `logout_token=${token}`, {
        'content-type': 'application/x-www-form-urlencoded',
      })
    const { 'another key': byAnother } = await logoutLies(idp)
    await idp.down()
    const statuses = [(await say('x.y.z')).status, (await say(byAnother ?? '')).status]
    await idp.up()
    expect(statuses).toEqual([400, 503])
  })
  test('v5.0.0-7.6.1 ends the sessions that came from there, in every process', async () => {
    const { token } = await come('goer', ['desk-agents'], 'Goer', originOf(other))
    expect((await desk.call('staff.desk', {}, token)).status).toBe(200)
    const good = await idp.signAgain({
      iss: idp.issuer,
      aud: idp.clientId,
      iat: Math.floor(Date.now() / 1000),
      jti: 'goes',
      sub: 'goer',
      events: { 'http://schemas.openid.net/event/backchannel-logout': {} },
    })
    expect((await tell(good)).status).toBe(200)
    expect((await desk.call('staff.desk', {}, token)).status).toBe(401)
  })
})
