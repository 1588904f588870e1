import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { askedDesk } from '#test/support/asked-desk.ts'
import { signedIn, tokenOf, verified } from '#test/support/calls.ts'
import { openDesk, outageId } from '#test/support/desk.ts'
import { addAccount } from '#test/support/factories.ts'

/** OWASP ASVS 5.0.0, chapters 1, 3, 4, 5, 12 and 13, asked of a running desk: docs/asvs.csv. */
const database = await openDesk()
const desk = await askedDesk(database)
const accountId = await addAccount(database)
const token = await tokenOf(database, 'alex')
await verified(await signedIn(database, 'alex'), accountId)

const foul = `</script><img src=x onerror=alert(1)> %3Cb%3E \\u003cb\\u003e ';drop table lines;-- \${7*7}`
async function kept(text: string): Promise<string> {
  const opened = JSON.parse((await desk.call('adjustments.openDraft', { accountId, outageId }, token)).body)
  const { draftId } = opened.result.data
  const saved = await desk.call(
    'adjustments.saveDraft',
    { accountId, draftId, amountText: '', reasonCode: '', note: text },
    token,
  )
  return saved.body
}

describe('what goes in comes out as it was', () => {
  test('v5.0.0-1.1.1 v5.0.0-1.1.2 v5.0.0-1.2.3 v5.0.0-1.3.3 text is decoded once, kept, and encoded once, as JSON', async () => {
    const body = await kept(foul)
    expect(JSON.parse(body).result.data.note).toBe(foul)
    const row = await database.db.selectFrom('drafts').select('note').executeTakeFirstOrThrow()
    expect(row.note).toBe(foul)
    expect((await desk.ask('GET', '/%2574rpc/staff.desk')).headers.get('content-type')).not.toContain('json')
    expect(
      (await desk.call('adjustments.openDraft', { accountId: `${accountId}%20`, outageId }, token)).status,
    ).toBe(400)
  })
  test('v5.0.0-1.2.4 words of SQL are words', async () => {
    for (const text of ["' or 1=1 --", "'; drop table lines; --", '\\', '%', '_', "a'||pg_sleep(9)||'"]) {
      const { status, body } = await desk.call('accounts.search', { text }, token)
      expect(status).toBe(200)
      expect(body).not.toContain(accountId)
    }
    const found = await sql<{ there: boolean }>`select to_regclass('lines') is not null as there`.execute(
      database.db,
    )
    expect(found.rows[0]?.there).toBe(true)
  })
  test('v5.0.0-1.2.1 v5.0.0-3.2.1 an answer of the API asked for as a page is no page', async () => {
    const { headers } = await desk.call('adjustments.openDraft', { accountId, outageId }, token)
    expect(headers.get('content-type')).toContain('application/json')
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    const page = await desk.ask('GET', '/trpc/staff.desk', undefined, {
      'sec-fetch-dest': 'document',
      'sec-fetch-mode': 'navigate',
      'sec-fetch-site': 'none',
    })
    expect(page.status).toBe(403)
  })
  test('v5.0.0-15.3.6 a name of JavaScript’s own is refused, and nothing inherits from it', async () => {
    const body =
      '{"accountId":"x","outageId":"y","__proto__":{"admin":true},"constructor":{"prototype":{"admin":true}}}'
    const headers = {
      'content-type': 'application/json',
      'x-makeright': '1',
      origin: `http://127.0.0.1:${desk.port}`,
      cookie: `makeright=${token}`,
    }
    expect((await desk.ask('POST', '/trpc/adjustments.openDraft', body, headers)).status).toBe(400)
    expect(({} as Record<string, unknown>).admin).toBeUndefined()
  })
  test('v5.0.0-15.3.7 a parameter that is given twice does not count twice, nor from another place', async () => {
    const twice = await desk.call('staff.desk?batch=0&batch=1&input={}', {}, token)
    expect(twice.status).toBeLessThan(500)
    const elsewhere = await desk.call(
      `accounts.search?text=garcia&input=${encodeURIComponent('{"text":"garcia"}')}`,
      {},
      token,
    )
    expect(elsewhere.status).toBe(400)
  })
  test('v5.0.0-15.3.3 a field that an act does not name cannot be set with it', async () => {
    for (const more of [{ role: 'admin' }, { staffId: '1' }, { state: 'granted' }, { requestedBy: '2' }])
      expect((await desk.call('adjustments.openDraft', { accountId, outageId, ...more }, token)).status).toBe(
        400,
      )
  })
})

describe('over the wire', () => {
  test('v5.0.0-4.1.1 each answer says what it is, and text says in which letters', async () => {
    const kinds: [string, string, RegExp][] = [
      ['GET', '/', /^text\/html; charset=utf-8$/i],
      ['GET', '/assets/main-abc.js', /^text\/javascript; charset=utf-8$/i],
      ['GET', '/assets/main-abc.css', /^text\/css; charset=utf-8$/i],
      ['GET', '/live', /^text\/plain; charset=utf-8$/i],
      ['GET', '/ready', /^application\/json; charset=utf-8$/i],
      ['POST', '/nothing', /^application\/json; charset=utf-8$/i],
    ]
    for (const [method, path, kind] of kinds) {
      const { headers } = await desk.ask(method, path, method === 'POST' ? '{}' : undefined)
      expect([path, headers.get('content-type')]).toEqual([path, expect.stringMatching(kind)])
    }
  })
  test('v5.0.0-4.2.1 two ways to say where a request ends are no request', async () => {
    const line = `POST /trpc/staff.desk HTTP/1.1\r\nHost: 127.0.0.1:${desk.port}\r\nOrigin: http://127.0.0.1:${desk.port}\r\nContent-Type: application/json\r\nX-Makeright: 1\r\n`
    for (const rest of [
      'Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /live HTTP/1.1\r\n\r\n',
      'Content-Length: 2\r\nContent-Length: 7\r\n\r\n{}',
      'Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n',
    ]) {
      const { status, body } = await desk.raw(desk.port, [line + rest])
      expect(status).toBe(400)
      expect(body).not.toContain('alive')
    }
  })
  test('v5.0.0-4.1.2 v5.0.0-12.2.1 nothing is sent on to another address: the API never redirects, and behind HTTPS asks for it', async () => {
    const secure = await askedDesk(database, { PUBLIC_URL: 'https://desk.example' })
    for (const path of ['/', '/trpc/staff.signInPage', '/live', '/accounts/1']) {
      const { status, headers } = await secure.ask('GET', path)
      expect([path, status >= 300 && status < 400]).toEqual([path, false])
      expect(headers.get('strict-transport-security')).toBe('max-age=31536000; includeSubDomains')
    }
    const answer = await secure.call('staff.signIn', { username: 'alex', password: 'makeright-demo' })
    expect(answer.headers.get('set-cookie')).toMatch(/^__Host-.*; Secure/)
  })
  test('v5.0.0-4.1.3 v5.0.0-15.3.4 an address that somebody only says is not believed, unless a proxy of ours says it', async () => {
    const attempt = async (at: typeof desk, headers: Record<string, string>) => {
      await at.call('staff.signIn', { username: 'nobody', password: 'x' }, null, headers)
      const row = await database.db
        .selectFrom('deskEvents')
        .select('address')
        .orderBy('eventId', 'desc')
        .executeTakeFirst()
      return row?.address
    }
    const said = {
      'x-forwarded-for': '203.0.113.9',
      'x-real-ip': '203.0.113.9',
      forwarded: 'for=203.0.113.9',
    }
    expect(await attempt(desk, said)).toBe('127.0.0.1')
    const behind = await askedDesk(database, { TRUSTED_PROXIES: '127.0.0.1' })
    expect(await attempt(behind, { ...said, 'x-forwarded-for': '198.51.100.7, 203.0.113.9' })).toBe(
      '203.0.113.9',
    )
  })
  test('v5.0.0-14.2.1 v5.0.0-3.5.3 what is asked for stands in a body, never in an address, and no act is asked for by GET', async () => {
    const input = encodeURIComponent(JSON.stringify({ text: 'garcia' }))
    const headers = { cookie: `makeright=${token}`, 'sec-fetch-site': 'same-origin' }
    for (const path of ['accounts.search', 'staff.signOut', 'adjustments.give'])
      for (const method of ['GET', 'HEAD'])
        expect((await desk.ask(method, `/trpc/${path}?input=${input}`, undefined, headers)).status).toBe(405)
    const byAddress = await desk.call(`staff.desk?token=${token}&makeright=${token}`, {})
    expect(byAddress.status).toBe(401)
  })
  test('v5.0.0-14.3.2 what is about customers is kept by no browser and no cache', async () => {
    for (const path of ['accounts.search', 'staff.desk', 'adjustments.accountPage'])
      expect((await desk.call(path, {}, token)).headers.get('cache-control')).toBe('no-store')
    expect((await desk.ask('GET', '/')).headers.get('cache-control')).toMatch(/no-(cache|store)/)
  })
  test('v5.0.0-3.4.2 no other origin is ever allowed in', async () => {
    for (const origin of ['https://evil.example', 'null', `http://localhost.evil.example:${desk.port}`]) {
      const answer = await desk.call('staff.desk', {}, token, { origin })
      expect(answer.status).toBe(403)
      expect([...answer.headers.keys()].filter((name) => name.startsWith('access-control-'))).toEqual([])
    }
  })
})

describe('what is not to be had', () => {
  test('v5.0.0-13.4.1 v5.0.0-13.4.3 v5.0.0-13.4.5 no sources, no folders, no insides', async () => {
    for (const path of [
      '/.git/config',
      '/.env',
      '/package.json',
      '/server/main.ts',
      '/assets/',
      '/assets',
      '/metrics',
      '/trpc-panel',
      '/openapi.json',
      '/../package.json',
      '/%2e%2e/package.json',
    ]) {
      const { status, body } = await desk.ask('GET', path)
      expect([path, status === 404 || status === 400 || body.includes('<title>Makeright</title>')]).toEqual([
        path,
        true,
      ])
      expect(body).not.toMatch(/\[core\]|"dependencies"|Index of|main-abc/)
    }
  })
  test('v5.0.0-13.4.4 TRACE gives nothing back', async () => {
    for (const method of ['TRACE', 'TRACK', 'CONNECT']) {
      const { status, body } = await desk.ask(method, '/', undefined, { cookie: 'makeright=secret' })
      expect([400, 404, 405, 0]).toContain(status)
      expect(body).not.toContain('secret')
    }
  })
  test('v5.0.0-5.4.1 v5.0.0-5.4.2 a file has a name of ours, whatever somebody asks for', async () => {
    const audrey = await tokenOf(database, 'audrey')
    const headers = {
      'content-type': 'application/json',
      'x-makeright': '1',
      origin: `http://127.0.0.1:${desk.port}`,
      cookie: `makeright=${audrey}`,
    }
    const file = await desk.ask('POST', '/exports/journal?filename=../../x.exe', '{}', headers)
    expect([file.status, file.headers.get('content-disposition')]).toEqual([
      200,
      'attachment; filename="journal.csv"',
    ])
    expect(
      (await desk.ask('POST', '/exports/journal', '{"filename":"x.exe\\r\\nSet-Cookie: a=b"}', headers))
        .status,
    ).toBe(400)
    expect(
      (await desk.ask('POST', '/exports/..%2f..%2fpackage.json', '{}', headers)).status,
    ).toBeGreaterThanOrEqual(400)
  })
})
