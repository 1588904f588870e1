import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { readConfig } from '#server/config.ts'
import { makeApp } from '#server/edge/app.ts'
import { httpServer } from '#server/edge/http-server.ts'
import { Announcer } from '#server/live/announce.ts'
import { makeLog, plain } from '#server/log.ts'
import { openDesk } from '#test/support/desk.ts'
import { kindsOfAnswer } from '#test/support/kinds-of-answer.ts'
import { headersOf, protectionProblem } from '#test/support/protection.ts'
import { sayRaw } from '#test/support/raw-http.ts'

const database = await openDesk()
const clientFolder = await mkdtemp(join(tmpdir(), 'makeright-client-'))
await mkdir(join(clientFolder, 'assets'))
await writeFile(join(clientFolder, 'index.html'), '<!doctype html><title>Makeright</title>')
await writeFile(join(clientFolder, 'assets', 'main-abc.js'), 'export {}')
const logged: string[] = []
const log = makeLog('warn', (line) => void logged.push(line))
const config = readConfig({})
const server = httpServer(
  config,
  makeApp({ config, database, announcer: new Announcer(database), log, clientFolder }),
)
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
const address = server.address()
const port = typeof address === 'object' && address ? address.port : 0

afterAll(async () => {
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
  await rm(clientFolder, { recursive: true })
})

const host = `Host: 127.0.0.1:${port}\r\n`

describe('every answer carries the headers that protect it', () => {
  test.each(kindsOfAnswer(port, '/assets/main-abc.js'))('$words', async ({ status, api, bytes }) => {
    const answer = await sayRaw(port, [bytes])
    expect([answer.status, protectionProblem(headersOf(answer.head), api)]).toEqual([status, null])
    expect(answer.body).not.toMatch(/node_modules|\.ts:|evil\.example|Secret/)
  })
})

describe('reports of a broken policy', () => {
  const report = (body: unknown, type: string) => {
    const text = JSON.stringify(body)
    return sayRaw(port, [
      `POST /csp-reports HTTP/1.1\r\n${host}Content-Type: ${type}\r\nContent-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`,
    ])
  }
  test('are counted and logged by their kind, without what was blocked or where', async () => {
    logged.length = 0
    const older = {
      'csp-report': {
        'document-uri': 'http://desk/accounts/401000003',
        'effective-directive': 'script-src-elem',
        'blocked-uri': 'https://evil.example/?name=Garcia',
      },
    }
    expect((await report(older, 'application/csp-report')).status).toBe(204)
    const newer = [
      {
        type: 'csp-violation',
        body: { effectiveDirective: 'style-src-attr', blockedURL: 'inline', sample: 'Garcia' },
      },
      { type: 'csp-violation', body: { effectiveDirective: 'a\nforged line', blockedURL: 'x' } },
    ]
    expect((await report(newer, 'application/reports+json')).status).toBe(204)
    const lines = logged.map((line) => JSON.parse(line) as Record<string, unknown>)
    expect(lines.map(({ directive, blocked, count }) => [directive, blocked, count])).toEqual([
      ['script-src-elem', 'an address', 1],
      ['style-src-attr', 'inline', 2],
      ['unknown', 'an address', 3],
    ])
    expect(logged.join('')).not.toMatch(/Garcia|401000003|forged/)
  })
  test('are bounded: in size, in number and in lines of the log', async () => {
    expect((await report({ a: 'x'.repeat(20_000) }, 'application/csp-report')).status).toBe(413)
    logged.length = 0
    const answers = await Promise.all(
      Array.from({ length: 80 }, () => report({ 'csp-report': {} }, 'application/csp-report')),
    )
    const statuses = answers.map(({ status }) => status)
    expect(statuses.filter((status) => status === 204).length).toBeGreaterThan(10)
    expect(statuses.filter((status) => status === 429).length).toBeGreaterThan(10)
    expect(logged.length).toBeLessThanOrEqual(20)
  })
})

/** Whatever could begin another line, or tell a terminal something. */
const breakers = (text: string): number[] =>
  [...text]
    .map((character) => character.codePointAt(0) ?? 0)
    .filter((code) => code < 32 || (code >= 127 && code <= 159) || code === 0x2028 || code === 0x2029)

test('v5.0.0-16.4.1 a line of the log is one line, whatever is in it', () => {
  const lines: string[] = []
  const plain = makeLog('info', (line) => void lines.push(line))
  plain.info({ error: 'a\r\n{"level":50}\u2028b\u009b31m\u001b[2Jc\u0085d\u007f' }, 'one')
  expect(lines).toHaveLength(1)
  expect(breakers(lines[0]?.slice(0, -1) ?? '')).toEqual([])
  expect((JSON.parse(lines[0] ?? '') as { error: string }).error).toBe(
    'a\r\n{"level":50}\u2028b\u009b31m\u001b[2Jc\u0085d\u007f',
  )
})

test('what a command prints stays text to a terminal', () => {
  expect(plain('a\u001b[2Jb\u009bc\u2028d\r\u007f')).toBe('a\\u001b[2Jb\\u009bc\\u2028d\\u000d\\u007f')
  expect(plain('two\nlines\tof Zoë 😀')).toBe('two\nlines\tof Zoë 😀')
})

test('a proxy is believed by its address, never by a number or by everybody', () => {
  expect(readConfig({ TRUSTED_PROXIES: '10.0.0.7, 192.168.0.0/16,::1' }).trustedProxies).toHaveLength(3)
  for (const list of ['1', 'true', '0.0.0.0/0', '::/0', 'loopback', '10.0.0.7/33', '10.0.0.0/'])
    expect(() => readConfig({ TRUSTED_PROXIES: list }), list).toThrow('TRUSTED_PROXIES')
})
