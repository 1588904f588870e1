import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { readConfig } from '#server/config.ts'
import type { Database } from '#server/db/client.ts'
import { makeApp } from '#server/edge/app.ts'
import { httpServer } from '#server/edge/http-server.ts'
import { Announcer } from '#server/live/announce.ts'
import { makeLog } from '#server/log.ts'
import { headersOf } from './protection.ts'
import { sayRaw } from './raw-http.ts'

export type Heard = { status: number; headers: Map<string, string>; body: string }
export type AskedDesk = {
  port: number
  /** What the desk logged. */
  logged: string[]
  /** A request as it goes over the wire, with these header lines; ours when none are given. */
  ask(method: string, path: string, body?: string, headers?: Record<string, string>): Promise<Heard>
  /** As our own page calls. */
  call(path: string, input: unknown, token?: string | null, headers?: Record<string, string>): Promise<Heard>
  raw: typeof sayRaw
}

/** A desk with a built client's files, asked over the bare wire: what no well-behaved client would send, too. */
export async function askedDesk(database: Database, env: NodeJS.ProcessEnv = {}): Promise<AskedDesk> {
  const clientFolder = await mkdtemp(join(tmpdir(), 'makeright-client-'))
  await mkdir(join(clientFolder, 'assets'))
  await writeFile(join(clientFolder, 'index.html'), '<!doctype html><title>Makeright</title>')
  await writeFile(join(clientFolder, 'assets', 'main-abc.js'), 'export {}')
  await writeFile(join(clientFolder, 'assets', 'main-abc.css'), 'body{}')
  const logged: string[] = []
  const config = readConfig(env)
  const log = makeLog('info', (line) => void logged.push(line))
  const server = httpServer(
    config,
    makeApp({ config, database, announcer: new Announcer(database), log, clientFolder }),
  )
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  afterAll(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
    await rm(clientFolder, { recursive: true })
  })
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  const ask: AskedDesk['ask'] = async (method, path, body, headers = {}) => {
    const lines = Object.entries({
      host: `127.0.0.1:${port}`,
      ...(body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }),
      connection: 'close',
      ...headers,
    }).map(([name, value]) => `${name}: ${value}\r\n`)
    const {
      status,
      head,
      body: text,
    } = await sayRaw(port, [`${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n${body ?? ''}`])
    return { status, headers: headersOf(head), body: text }
  }
  return {
    port,
    logged,
    ask,
    raw: sayRaw,
    call: (path, input, token, headers = {}) =>
      ask('POST', `/trpc/${path}`, JSON.stringify(input) ?? '', {
        'content-type': 'application/json',
        'x-makeright': '1',
        origin: config.publicUrl?.origin ?? `http://127.0.0.1:${port}`,
        ...(token ? { cookie: `${config.publicUrl ? '__Host-' : ''}makeright=${token}` } : {}),
        ...headers,
      }),
  }
}
