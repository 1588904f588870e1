import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, request as httpRequest, type IncomingHttpHeaders } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pino from 'pino'
import { afterAll, describe, expect, test } from 'vitest'
import { readConfig } from '#server/config.ts'
import { makeApp } from '#server/edge/app.ts'
import { Announcer } from '#server/live/announce.ts'
import { openDesk, stateHash } from '#test/support/desk.ts'
import { addAccount } from '#test/support/factories.ts'

const database = await openDesk()
const accountId = await addAccount(database)
const clientFolder = await mkdtemp(join(tmpdir(), 'makeright-client-'))
await mkdir(join(clientFolder, 'assets'))
await writeFile(join(clientFolder, 'index.html'), '<!doctype html><title>Makeright</title>')
await writeFile(join(clientFolder, 'assets', 'main-abc.js'), 'export {}')
const logged: string[] = []
const log = pino({ level: 'error' }, { write: (line: string) => void logged.push(line) })
const server = createServer(
  makeApp({ config: readConfig({}), database, announcer: new Announcer(database), log, clientFolder }),
)
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
const address = server.address()
const port = typeof address === 'object' && address ? address.port : 0
const host = `127.0.0.1:${port}`

afterAll(async () => {
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
  await rm(clientFolder, { recursive: true })
})

type Answer = { status: number; headers: IncomingHttpHeaders; text: string }
type Sent = { method?: string; headers?: Record<string, string | undefined>; body?: string | Buffer }
const ours = {
  'content-type': 'application/json',
  'x-makeright': '1',
  origin: `http://${host}`,
  'sec-fetch-site': 'same-origin',
}

/** The bare protocol: fetch would not let a test lie about its origin. */
function send(path: string, { method = 'POST', headers = {}, body }: Sent = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const given = Object.fromEntries(
      Object.entries(headers).filter((pair): pair is [string, string] => pair[1] !== undefined),
    )
    const asked = httpRequest({ host: '127.0.0.1', port, path, method, headers: given }, (response) => {
      const parts: Buffer[] = []
      response.on('data', (part: Buffer) => parts.push(part))
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          text: Buffer.concat(parts).toString(),
        }),
      )
    })
    asked.on('error', reject)
    asked.end(body)
  })
}
const call = (path: string, input: unknown, headers: Record<string, string | undefined> = {}) =>
  send(`/trpc/${path}`, { headers: { ...ours, ...headers }, body: JSON.stringify(input) })
const envelopeIn = (answer: Answer) => JSON.parse(answer.text).error.data.envelope

const signedIn = await call('staff.signIn', { username: 'alex', password: 'makeright-demo' })
const cookie = (signedIn.headers['set-cookie']?.[0] ?? '').split(';')[0] ?? ''
const session = { cookie }

test('v5.0.0-3.3.2 v5.0.0-3.3.4 the session’s cookie is out of reach of scripts and of other sites', () => {
  expect(signedIn.status).toBe(200)
  expect(signedIn.headers['set-cookie']?.[0]).toMatch(
    /^makeright=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/,
  )
  expect(signedIn.text).not.toContain(cookie.split('=')[1])
})

test('v5.0.0-3.3.1 v5.0.0-3.3.3 v5.0.0-3.4.1 behind HTTPS its name cannot be set by a sibling host, and the browser is told to stay on HTTPS', async () => {
  const config = readConfig({ PUBLIC_URL: 'https://desk.example' })
  const secure = createServer(
    makeApp({ config, database, announcer: new Announcer(database), log, clientFolder }),
  )
  await new Promise<void>((resolve) => secure.listen(0, '127.0.0.1', resolve))
  const at = secure.address()
  const url = `http://127.0.0.1:${typeof at === 'object' && at ? at.port : 0}`
  const answer = await fetch(`${url}/trpc/staff.signIn`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-makeright': '1', origin: 'https://desk.example' },
    body: JSON.stringify({ username: 'alex', password: 'makeright-demo' }),
  })
  expect(answer.headers.get('set-cookie')).toMatch(
    /^__Host-makeright=[\w-]{43}; Path=\/; HttpOnly; Secure; SameSite=Strict$/,
  )
  expect(answer.headers.get('strict-transport-security')).toContain('max-age=31536000')
  secure.closeAllConnections()
  await new Promise((resolve) => secure.close(resolve))
})

describe('v5.0.0-3.5.1 v5.0.0-3.5.2 what is refused before anything is read', () => {
  const foreign: [string, Record<string, string | undefined>][] = [
    ['another origin', { origin: 'https://evil.example' }],
    ['another site, as the browser says', { 'sec-fetch-site': 'cross-site' }],
    ['a sibling site', { 'sec-fetch-site': 'same-site' }],
    ['a typed address', { 'sec-fetch-site': 'none' }],
    ['the opaque origin', { origin: 'null' }],
    ['another port', { origin: 'http://127.0.0.1:1' }],
    ['no origin at all', { origin: undefined, 'sec-fetch-site': undefined }],
    ['no word of ours', { 'x-makeright': undefined }],
  ]
  test.each(foreign)('%s', async (_words, headers) => {
    const hash = await stateHash(database)
    const answer = await call('staff.signOut', undefined, { ...session, ...headers })
    expect([answer.status, envelopeIn(answer).code]).toEqual([403, 'FOREIGN_ORIGIN'])
    expect(await stateHash(database)).toBe(hash)
    expect((await call('staff.desk?batch=1', {}, session)).status).not.toBe(401)
  })

  test.each([
    ['text/plain'],
    ['application/x-www-form-urlencoded'],
    ['multipart/form-data; boundary=x'],
    ['application/jsonp'],
    [undefined],
  ])('content of kind %s', async (type) => {
    const answer = await call('staff.signOut', undefined, { ...session, 'content-type': type })
    expect([answer.status, envelopeIn(answer).code]).toEqual([415, 'NOT_JSON'])
  })

  test.each(['GET', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'])('the method %s', async (method) => {
    const answer = await send('/trpc/staff.desk', { method, headers: { ...ours, ...session } })
    expect([answer.status, envelopeIn(answer).code]).toEqual([405, 'METHOD_NOT_ALLOWED'])
  })

  test('65 kB, announced or not', async () => {
    const body = JSON.stringify({ text: 'x'.repeat(65 * 1024) })
    const announced = await send('/trpc/accounts.search', {
      headers: { ...ours, ...session, 'content-length': String(body.length) },
      body,
    })
    expect([announced.status, envelopeIn(announced).code]).toEqual([413, 'TOO_LARGE'])
    const chunked = await send('/trpc/accounts.search', {
      headers: { ...ours, ...session, 'transfer-encoding': 'chunked' },
      body,
    })
    expect(chunked.status).toBe(413)
  })

  test('eleven calls in a batch; ten are taken', async () => {
    const batch = (count: number) =>
      call(`${Array.from({ length: count }, () => 'staff.desk').join(',')}?batch=1`, {}, session)
    const eleven = await batch(11)
    expect(eleven.status).toBe(400)
    expect(eleven.text).toContain('ten calls')
    expect(JSON.parse((await batch(10)).text)).toHaveLength(10)
  })
})

describe('what an error tells', () => {
  test('v5.0.0-2.2.1 an unknown field, and a wrong value, answer 400 with the path and never the value', async () => {
    const unknown = await call('accounts.search', { text: 'a', colour: 'secret-red' }, session)
    expect(unknown.status).toBe(400)
    expect(envelopeIn(unknown)).toMatchObject({
      code: 'BAD_REQUEST',
      saved: false,
      retry: 'never',
      fields: [{ rule: expect.stringContaining('colour') }],
    })
    const wrong = await call('contacts.begin', { accountId, talksTo: 'NOT A PERSON' }, session)
    expect(envelopeIn(wrong).fields).toMatchObject([{ path: 'talksTo' }])
    expect(unknown.text + wrong.text).not.toMatch(/secret-red|NOT A PERSON/)
  })

  test('a refusal has its own status and the shape of the contract', async () => {
    const answer = await call('contacts.begin', { accountId: '999999999', talksTo: 'holder' }, session)
    expect(answer.status).toBe(404)
    const envelope = envelopeIn(answer)
    expect(Object.keys(envelope).sort()).toEqual(['code', 'message', 'requestId', 'retry', 'saved'])
    expect(envelope.requestId).toBe(answer.headers['x-request-id'])
    expect((await call('staff.desk', undefined, { 'trpc-x': '1' })).status).not.toBe(200)
    const out = await call('staff.stop', { scope: 'manual', reason: 'not signed in' })
    expect([out.status, envelopeIn(out).code]).toEqual([401, 'SESSION_EXPIRED'])
    const agent = await call('staff.stop', { scope: 'manual', reason: 'an agent' }, session)
    expect([agent.status, envelopeIn(agent).code]).toEqual([403, 'NOT_ALLOWED'])
  })

  test.each([
    ['broken JSON', 'adjustments.openDraft', '{"accountId":'],
    ['a list', 'adjustments.openDraft', '[1,2,3]'],
    ['nothing', 'adjustments.openDraft', ''],
    ['no such procedure', 'adjustments.dropTables', '{}'],
    ['a procedure of the object', 'constructor', '{}'],
    ['a proto', '__proto__.x', '{}'],
    ['a zero character', 'staff.signIn', '{"username":"a\\u0000b","password":"x"}'],
    ['a broken surrogate', 'staff.signIn', '{"username":"\\ud800","password":"x"}'],
  ])('%s is answered without a stack, SQL or path', async (_words, path, body) => {
    const answer = await send(`/trpc/${path}`, { headers: { ...ours, ...session }, body })
    expect(answer.status).toBeGreaterThanOrEqual(400)
    expect(answer.status).toBeLessThan(500)
    expect(answer.text).not.toMatch(/\bat \w+.*\(|node_modules|select |insert |\.ts:|Error:/i)
    expect(envelopeIn(answer).code).toMatch(/^[A-Z_]+$/)
  })

  test('v5.0.0-16.5.1 a bug of ours shows a reference and nothing else, and the log has the rest', async () => {
    const broken = createServer(
      makeApp({
        config: readConfig({}),
        database: { ...database, db: null as never },
        announcer: new Announcer(database),
        log,
        clientFolder,
      }),
    )
    await new Promise<void>((resolve) => broken.listen(0, '127.0.0.1', resolve))
    const at = broken.address()
    const url = `http://127.0.0.1:${typeof at === 'object' && at ? at.port : 0}`
    const answer = await fetch(`${url}/trpc/staff.signInPage`, {
      method: 'POST',
      headers: { ...ours, origin: url, 'x-makeright': '1' },
      body: '{}',
    }).then(async (got) => ({ status: got.status, text: await got.text() }))
    broken.closeAllConnections()
    await new Promise((resolve) => broken.close(resolve))
    expect(answer.status).toBeGreaterThanOrEqual(400)
    expect(answer.text).not.toMatch(/selectFrom|null|\.ts/)
  })
})

describe('v5.0.0-3.4.3 v5.0.0-3.4.4 v5.0.0-3.4.5 v5.0.0-3.4.6 every kind of answer carries its protection', () => {
  test.each([
    ['a page', 'GET', '/'],
    ['a deep page', 'GET', `/accounts/${accountId}`],
    ['an asset', 'GET', '/assets/main-abc.js'],
    ['an asset that is not there', 'GET', '/assets/none.js'],
    ['the API', 'POST', '/trpc/staff.signInPage'],
    ['a refusal of the API', 'GET', '/trpc/staff.desk'],
    ['liveness', 'GET', '/live'],
    ['readiness', 'GET', '/ready'],
    ['a strange path', 'GET', '/%ff'],
    ['a path that climbs', 'GET', '/../../package.json'],
    ['a write to a page', 'POST', '/'],
  ])('%s', async (_words, method, path) => {
    const { headers, text } = await send(path, {
      method,
      headers: ours,
      ...(method === 'POST' ? { body: '{}' } : {}),
    })
    const policy = String(headers['content-security-policy'])
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("script-src 'self'")
    expect(policy).toContain("require-trusted-types-for 'script'")
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).not.toMatch(/unsafe|\*|data:/)
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'x-request-id': expect.any(String),
    })
    expect(headers['x-powered-by']).toBeUndefined()
    expect(headers['access-control-allow-origin']).toBeUndefined()
    expect(text).not.toMatch(/node_modules|\.ts:/)
    if (path.startsWith('/trpc')) expect(headers['cache-control']).toBe('no-store')
    if (path === '/assets/main-abc.js') expect(headers['cache-control']).toContain('immutable')
  })

  test('readiness says which database it is and how durable', async () => {
    const answer = await send('/ready', { method: 'GET' })
    expect(JSON.parse(answer.text)).toMatchObject({
      status: 'ready',
      database: database.kind,
      durability: database.durability.mode,
    })
  })
})
