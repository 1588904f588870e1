import { readFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import { type RawAnswer, sayRaw } from '#test/support/raw-http.ts'
import { healthOf } from './calling.ts'
import type { Desk } from './desks.ts'
import { drill } from './drill.ts'
import type { Stage } from './stage.ts'

type Case = { words: string; pieces: (string | Buffer)[]; halfClose?: boolean; answered?: RegExp }
type Chance = Stage['chance']

/** Bytes that no browser sends, slow senders beside them: each is told no or is hung up on, and the desk goes on. */
export const rawSockets = drill({
  name: 'I2',
  timed: true,
  what: 'smuggled requests, broken chunks, endless headers, huge and deep bodies, slow senders, half-closed sockets',
  minutes: 1,
  reduced: { cases: 90, slow: 100, inBodies: 0, megabytes: 5 },
  full: { cases: 300, slow: 500, inBodies: 250, megabytes: 20 },
  async run(stage, tier) {
    const world = await stage.world(await stage.cluster(), { accounts: 10 })
    const [desk] = (await stage.desks(world, 1)) as [Desk]
    const port = Number(new URL(desk.origin).port)
    const [person] = await world.people('agent', 1)
    const kinds = kindsOf(port, person?.token ?? '', tier.megabytes, stage.chance)
    const names = Object.keys(kinds)
    // All of it once before, so that what is only read, compiled and made room for once is not taken for memory that was kept.
    const slowBefore = slowSenders(port, tier.slow, tier.inBodies)
    for (const name of [...names, ...names]) await play(port, kinds[name]?.() as Case)
    await slowBefore
    const before = residentOf(desk.pid)

    const live: number[] = []
    let over = false
    const watching = (async () => {
      while (!over) {
        const { status, ms } = await healthOf(desk.origin, '/live')
        live.push(status === 200 ? ms : Number.POSITIVE_INFINITY)
        await pause(50)
      }
    })()
    const slow = slowSenders(port, tier.slow, tier.inBodies)
    let answered = 0
    let hungUp = 0
    for (let done = 0; done < tier.cases; done += 1) {
      const name = names[done % names.length] ?? ''
      const one = kinds[name]?.() as Case
      const answer = await play(port, one)
      if (answer.status > 0) answered += 1
      else hungUp += 1
      const wrong = problemOf(one, answer)
      if (wrong) stage.insist(false, `${name} (${one.words}): ${wrong}.`)
    }
    const slowms = await slow
    over = true
    await watching
    const figures = {
      cases: tier.cases,
      kinds: names.length,
      answered,
      hungup: hungUp,
      slow: tier.slow,
      slowgonems: slowms,
      livems: Math.round(Math.max(...live)),
      rss: `${before}->${await settled(desk.pid, before)}MB`,
    }
    stage.insist(
      slowms <= (tier.inBodies > 0 ? 19_000 : 14_000),
      `Slow senders were let stay for ${slowms} ms.`,
    )
    stage.insist(figures.livems <= 250, `/live took ${figures.livems} ms.`)
    stage.insist(residentOf(desk.pid) <= before * 1.2, `The desk kept the memory: ${figures.rss}.`)
    return figures
  },
})

const play = (port: number, { pieces, halfClose = false }: Case): Promise<RawAnswer> =>
  sayRaw(port, pieces, { halfClose, quietMs: 60 })

/** Told no, or hung up on: never done, never an error of ours, and never a second answer to what was smuggled. */
function problemOf({ answered = /^4\d\d$/ }: Case, { status, head, body, ended }: RawAnswer): string | null {
  if (status === 0) return ended === 'left open' ? 'it was neither answered nor hung up on' : null
  if (!answered.test(String(status))) return `it was answered ${status}`
  if (/HTTP\/1\.1 [235]/.test(body)) return 'there was a second answer'
  if (!/content-security-policy/i.test(head)) return 'its answer is not protected'
  return /node_modules|\.ts:|smuggled|\bat \//.test(body) ? 'its answer tells about the inside' : null
}

function kindsOf(port: number, token: string, megabytes: number, chance: Chance): Record<string, () => Case> {
  const host = `Host: 127.0.0.1:${port}\r\n`
  const ours = `${host}Origin: http://127.0.0.1:${port}\r\nX-Makeright: 1\r\nContent-Type: application/json\r\nCookie: makeright=${token}\r\n`
  const paths = ['/trpc/staff.desk?batch=1', '/trpc/accounts.search?batch=1', '/exports/journal', '/live']
  const path = () => chance.pick(paths)
  const smuggled = `GET /ready HTTP/1.1\r\n${host}X: smuggled\r\n\r\n`
  const post = (headers: string, body: string | Buffer, words: string, more: Partial<Case> = {}): Case => ({
    words,
    pieces: [`POST ${path()} HTTP/1.1\r\n${ours}${headers}\r\n`, body],
    ...more,
  })
  const get = (target: string, words: string): Case => ({
    words,
    pieces: [`GET ${target} HTTP/1.1\r\n${host}\r\n`],
  })
  const api = (body: string | Buffer, words: string, headers = ''): Case => ({
    words,
    pieces: [
      `POST /trpc/accounts.search?batch=1 HTTP/1.1\r\n${ours}${headers}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n`,
      body,
    ],
  })
  const of = <T>(values: readonly T[]): T => chance.pick(values)
  const size = () => chance.between(2, 60)
  return {
    'a length and chunks': () =>
      post(`Content-Length: ${size()}\r\nTransfer-Encoding: chunked\r\n`, `0\r\n\r\n${smuggled}`, 'CL.TE'),
    'chunks and a length': () =>
      post(`Transfer-Encoding: chunked\r\nContent-Length: 4\r\n`, `0\r\n\r\n${smuggled}`, 'TE.CL'),
    'chunks said oddly': () => {
      const said = of(['xchunked', 'chunked, identity', ' chunked\x0b', 'gzip, chunked, x', '\tchunkedd'])
      return post(`Transfer-Encoding: ${said}\r\n`, `0\r\n\r\n${smuggled}`, said)
    },
    'two lengths': () =>
      post(`Content-Length: ${size()}\r\nContent-Length: ${size() + 61}\r\n`, smuggled, 'CL.CL'),
    'a strange length': () => {
      const length = of(['-1', '+5', '0x10', '5 5', '1e3', '99999999999999999999999', 'five', ' '])
      return post(`Content-Length: ${length}\r\n`, smuggled, length)
    },
    'a broken chunk': () => {
      const chunk = of([
        'zz\r\nab\r\n0\r\n\r\n',
        '-1\r\n',
        'FFFFFFFFFFFFFFFFF\r\na',
        '5;a=\x00\r\nabcde',
        '2\r\nabcd',
      ])
      return post('Transfer-Encoding: chunked\r\n', chunk, JSON.stringify(chunk))
    },
    'a header folded or split': () => {
      const header = of(['X: a\r\n b: c', 'X : a', 'X\x00Y: a', 'X: a\rY: b', ': a', 'X: \x01\x02'])
      return { words: JSON.stringify(header), pieces: [`GET /trpc/x HTTP/1.1\r\n${host}${header}\r\n\r\n`] }
    },
    'headers of 100 kB': () => ({
      words: 'one or many',
      pieces: [
        `GET / HTTP/1.1\r\n${host}${of([`X: ${'x'.repeat(100_000)}\r\n`, 'X: 12345678\r\n'.repeat(7000)])}\r\n`,
      ],
    }),
    'an address of 100 kB': () => get(`/${'a'.repeat(100_000)}`, 'address'),
    'a huge body, announced': () => {
      const bytes = megabytes * 1_000_000
      return post(`Content-Length: ${bytes}\r\n`, Buffer.alloc(bytes, 'x'), `${megabytes} MB`, {
        answered: /^4(13|04)$/,
      })
    },
    'a huge body in chunks': () => ({
      words: `${megabytes} MB`,
      pieces: [
        `POST /trpc/accounts.search?batch=1 HTTP/1.1\r\n${ours}Transfer-Encoding: chunked\r\n\r\n`,
        ...Array.from({ length: megabytes }, () => `f4240\r\n${'x'.repeat(1_000_000)}\r\n`),
        '0\r\n\r\n',
      ],
      answered: /^413$/,
    }),
    'a packed bomb': () => {
      const bomb = gzipSync(Buffer.alloc(10_000_000))
      return api(bomb, 'gzip', `Content-Encoding: ${of(['gzip', 'deflate', 'br', 'x-gzip'])}\r\n`)
    },
    'JSON of a great depth': () => {
      const depth = chance.between(21, 30_000)
      return api(`${of(['{"0":', ''])}${of(['[', '{"a":']).repeat(depth)}`.slice(0, 64_000), `${depth} deep`)
    },
    'JSON 200,000 deep': () => api(`{"0":${'['.repeat(200_000)}`, '200,000 deep'),
    'a batch of a thousand': () => ({
      words: 'calls',
      pieces: [
        `POST /trpc/${Array.from({ length: 400 }, () => 'staff.desk').join(',')}?batch=1 HTTP/1.1\r\n${ours}Content-Length: 2\r\n\r\n{}`,
      ],
    }),
    'a bad percent': () =>
      get(of(['/%', '/%zz', '/%f', '/%c0%af', '/assets/%ff', '/trpc/%E0%A4%A']), 'percent'),
    'a NUL in the path': () => get(of(['/a%00b', '/assets/main.js%00.txt', '/%00']), 'NUL'),
    'a path that climbs': () =>
      get(
        of(['/assets/../../package.json', '/assets/..%2f..%2fpackage.json', '/assets/%2e%2e/%2e%2e/x']),
        'climbs',
      ),
    'another method': () => {
      const method = of(['TRACE', 'OPTIONS', 'PUT', 'DELETE', 'PATCH', 'PROPFIND', 'BREW', 'get'])
      return { words: method, pieces: [`${method} ${path()} HTTP/1.1\r\n${host}\r\n`] }
    },
    'a tunnel': () => ({ words: 'CONNECT', pieces: [`CONNECT evil.example:443 HTTP/1.1\r\n${host}\r\n`] }),
    'another version': () => {
      const version = of(['HTTP/2.0', 'HTTP/9.9', 'HTTP/0.9', 'ICY', 'HTTP/1.1.1'])
      return { words: version, pieces: [`GET / ${version}\r\n${host}\r\n`] }
    },
    'no HTTP': () => {
      const bytes = of([
        '\x16\x03\x01\x02\x00\x01',
        'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
        '\x00'.repeat(50),
        'EHLO\r\n\r\n',
      ])
      return { words: JSON.stringify(bytes.slice(0, 8)), pieces: [Buffer.from(bytes, 'latin1')] }
    },
    'no host, or two': () => {
      const hosts = of(['', `${host}Host: evil.example\r\n`])
      return { words: hosts, pieces: [`GET / HTTP/1.1\r\n${hosts}\r\n`] }
    },
    'half closed': () => post('Content-Length: 500\r\n', '{"0":', 'half a body', { halfClose: true }),
    'half a request': () => ({ words: 'half a line', pieces: [`POST ${path()} HT`], halfClose: true }),
  }
}

/** So many who send a byte now and then; how long the last of them was let stay, in ms. */
async function slowSenders(port: number, count: number, inBodies: number): Promise<number> {
  const began = performance.now()
  const ends = await Promise.all(
    Array.from({ length: count }, (_, index) => slowSender(port, index >= inBodies)),
  )
  return Math.round(Math.max(...ends) - began)
}

async function slowSender(port: number, inHeaders: boolean): Promise<number> {
  const socket: Socket = connect({ port, host: '127.0.0.1' })
  const gone = new Promise<number>((resolve) => socket.once('close', () => resolve(performance.now())))
  socket.on('error', () => {})
  socket.resume()
  const length = inHeaders ? '' : 'Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n{'
  socket.write(`POST /trpc/accounts.search HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n${length}`)
  const drip = setInterval(() => socket.write(inHeaders ? 'X: y\r\n' : ' '), 1000)
  const limit = setTimeout(() => socket.destroy(), 25_000)
  const at = await gone
  clearInterval(drip)
  clearTimeout(limit)
  return at
}

const residentOf = (pid: number): number =>
  Math.round(Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024)

/** Memory is given back when the collector comes round; it is waited for, a while. */
async function settled(pid: number, before: number): Promise<number> {
  for (let times = 0; times < 20 && residentOf(pid) > before * 1.2; times += 1) await pause(500)
  return residentOf(pid)
}
