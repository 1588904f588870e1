import { createServer, request, type Server } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'kysely'
import type { BrowserContext } from 'playwright-core'
import { appRouter } from '#server/router.ts'
import { stateHash } from '#test/support/desk.ts'
import { drill } from './drill.ts'
import { openPages, type Pages } from './pages.ts'

/** What a page of somebody else can make a browser send: run in that page, for each mutation. Says how often it tried. */
const vectors = {
  'a form': 'form("application/x-www-form-urlencoded")',
  'a multipart form': 'form("multipart/form-data")',
  'a form of plain text': 'form("text/plain")',
  'a form that names another method': 'form("application/x-www-form-urlencoded", "&_method=POST", "get")',
  'a call without CORS': 'ask({ mode: "no-cors", headers: { "content-type": "text/plain" } })',
  'a call with JSON': 'ask({ headers: { "content-type": "application/json", "x-makeright": "1" } })',
  'a call without a type': 'ask({ mode: "no-cors", body: new Blob(["{}"]) })',
  'a beacon': 'navigator.sendBeacon(url, new Blob(["{}"], { type: "multipart/form-data; boundary=x" }))',
  'an image': 'Object.assign(new Image(), { src: url + "&input=%7B%7D" })',
}

/** A page of somebody else, a page beside ours and a page without an origin try every mutation in nine ways. */
export const foreignCalls = drill({
  name: 'W3',
  what: 'every mutation called by a foreign page, a sibling port and a page without an origin, in nine ways, and bare',
  pages: true,
  minutes: 4,
  reduced: { mutations: 5 },
  full: { mutations: 1000 },
  async run(stage, tier) {
    const pages = await openPages(stage)
    const paths = Object.entries(
      appRouter._def.procedures as unknown as Record<string, { _def: { type: string } }>,
    )
      .filter(([, { _def }]) => _def.type === 'mutation')
      .map(([path]) => path)
    // Without input a mutation needs nothing right in its body: that one is always tried.
    const chosen = ['staff.signOut', ...paths.filter((path) => path !== 'staff.signOut')].slice(
      0,
      tier.mutations,
    )
    const port = Number(new URL(pages.desk.origin).port)
    const foreign = await serveForeign(port, chosen)
    stage.later(() => foreign.close())
    const at = (foreign.address() as { port: number }).port
    const figures = {
      mutations: chosen.length,
      vectors: Object.keys(vectors).length,
      tried: 0,
      bare: 0,
      executed: 0,
    }

    const token = await pages.tokenOf('sofia')
    const context = await pages.sit('sofia')
    await context.addCookies([
      { name: 'makeright', value: token, url: `http://localhost:${port}`, sameSite: 'Lax' },
    ])
    const before = await marksOf(pages)
    for (const origin of [
      `http://evil.localhost:${at}/`,
      `http://localhost:${at}/`,
      `http://127.0.0.1:${at}/`,
    ]) {
      figures.tried += await tryFrom(context, origin).catch(() => 0)
      figures.tried += await tryFrom(context, `${origin}framed`).catch(() => 0)
    }
    for (const path of chosen)
      for (const headers of bareHeaders)
        for (const type of bareTypes) {
          await bare(port, path, { ...headers, 'content-type': type, cookie: `makeright=${token}` })
          figures.bare += 1
        }
    await pause(300)
    const after = await marksOf(pages)
    figures.executed = after.events - before.events
    stage.insist(
      figures.executed === 0,
      `Calls of foreign pages were taken: ${figures.executed} left an event.`,
    )
    const changed = after.state.split('\n').filter((line) => !before.state.includes(line))
    stage.insist(
      changed.length === 0,
      `Calls of foreign pages changed something: ${changed.map((line) => line.split(':')[0]).join(', ')}.`,
    )
    stage.insist(after.sessions === before.sessions, 'A foreign page ended or began a session.')
    stage.insist(
      figures.tried >= chosen.length * figures.vectors * 6,
      `Only ${figures.tried} calls were tried from foreign pages.`,
    )

    const own = await (await pages.sit('sofia')).newPage()
    await own.goto('/')
    const status = await own.evaluate(async () => {
      const headers = { 'content-type': 'application/json', 'x-makeright': '1' }
      return (await fetch('/trpc/staff.signOut?batch=1', { method: 'POST', headers, body: '{}' })).status
    })
    const control = await marksOf(pages)
    stage.insist(
      status === 200 && control.events > after.events,
      `The control did not fire: a call of our own page was answered ${status}.`,
    )
    return figures
  },
})

/** Whatever reaches a procedure leaves an event, whether it is done, refused or not readable. */
async function marksOf({ world: { database } }: Pages) {
  const { rows } = await sql<{ events: number; sessions: number }>`
    select ((select count(*) from account_events) + (select count(*) from desk_events))::int as events,
      (select count(*) from sessions)::int as sessions`.execute(database.db)
  const { events = -1, sessions = -1 } = rows[0] ?? {}
  return { events, sessions, state: withoutChores(await stateHash(database)) }
}

/** The desk marks notices as sent by itself, meanwhile. */
const withoutChores = (state: string): string => state.replace(/^notices:.*\n/m, '')

const bareHeaders: Record<string, string>[] = [
  {},
  { origin: 'null' },
  { origin: 'http://evil.example', 'x-makeright': '1' },
  { 'sec-fetch-site': 'same-site', 'x-makeright': '1' },
  { 'sec-fetch-site': 'cross-site', 'x-http-method-override': 'POST' },
  { 'sec-fetch-site': 'none', 'x-makeright': '1' },
]
const bareTypes = [
  'application/json',
  'multipart/form-data; boundary=x',
  'text/plain',
  'application/x-www-form-urlencoded',
]

function bare(port: number, path: string, headers: Record<string, string>): Promise<number> {
  return new Promise((resolve) => {
    const outgoing = request(
      {
        host: '127.0.0.1',
        port,
        method: 'POST',
        path: `/trpc/${path}?batch=1`,
        headers: { ...headers, 'content-length': 2 },
      },
      (incoming) => {
        incoming.resume()
        incoming.on('end', () => resolve(incoming.statusCode ?? 0))
      },
    )
    outgoing.on('error', () => resolve(0))
    outgoing.end('{}')
  })
}

/** Opens the page, which tries everything by itself, and waits until it has. Answers how much it tried. */
async function tryFrom(context: BrowserContext, address: string): Promise<number> {
  const page = await context.newPage()
  let tried = 0
  page.on('console', (message) => {
    tried = Math.max(tried, Number(/^tried (\d+)$/.exec(message.text())?.[1] ?? 0))
  })
  await page.goto(address)
  for (let times = 0; times < 1200 && tried === 0; times += 1) await pause(50)
  await page.close()
  return tried
}

/** The foreign page; /framed holds it in a sandbox, where it has no origin. */
async function serveForeign(port: number, paths: string[]): Promise<Server> {
  const script = `
    const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms))
    const frame = document.createElement('iframe')
    frame.name = 'sink'
    document.body.append(frame)
    let tried = 0
    for (const host of ['127.0.0.1', 'localhost'])
      for (const path of ${JSON.stringify(paths)}) {
        const url = 'http://' + host + ':${port}/trpc/' + path + '?batch=1'
        const form = (type, more = '', method = 'post') => {
          const made = document.createElement('form')
          Object.assign(made, { action: url + more, method, enctype: type, target: 'sink' })
          const input = document.createElement('input')
          Object.assign(input, { type: 'hidden', name: '{"0":{},"x":"', value: '"}' })
          made.append(input)
          document.body.append(made)
          made.submit()
        }
        const ask = (options) =>
          fetch(url, { method: 'POST', credentials: 'include', body: '{}', ...options }).catch(() => {})
        for (const go of [${Object.values(vectors)
          .map((code) => `() => { ${code} }`)
          .join(', ')}]) {
          go()
          tried += 1
          await pause(4)
        }
      }
    await pause(400)
    console.log('tried ' + tried)`
  const page = `<!doctype html><title>Foreign</title><body><script type="module">${script}</script>`
  const framed = `<!doctype html><title>Framed</title><iframe sandbox="allow-scripts allow-forms" srcdoc="${page
    .replaceAll('&', '&amp;')
    .replaceAll('"', '&quot;')}"></iframe>`
  const server = createServer((asked, response) => {
    response.setHeader('content-type', 'text/html')
    response.end(asked.url === '/framed' ? framed : asked.url === '/' ? page : '')
  })
  await new Promise<void>((resolve) => server.listen(0, resolve))
  return server
}
