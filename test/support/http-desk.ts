import { tmpdir } from 'node:os'
import pino from 'pino'
import { afterAll } from 'vitest'
import { readConfig } from '#server/config.ts'
import type { Database } from '#server/db/client.ts'
import { makeApp } from '#server/edge/app.ts'
import { httpServer } from '#server/edge/http-server.ts'
import { Announcer } from '#server/live/announce.ts'
import type { Envelope } from '#shared/refusals.ts'

export type HttpAnswer = {
  status: number
  headers: Headers
  text: string
  /** What was answered, or why not. */
  data: Record<string, unknown> | null
  envelope: Envelope | null
}
export type HttpDesk = {
  url: string
  /** As our own client asks: a batch in a JSON POST. */
  ask(token: string | null, path: string, input: unknown): Promise<HttpAnswer>
  /** The bytes of the body as they are. */
  send(token: string | null, path: string, body: string): Promise<HttpAnswer>
}

/** A desk that answers by HTTP on a free port, ended after the file's last test. */
export async function httpDesk(database: Database, env: NodeJS.ProcessEnv = {}): Promise<HttpDesk> {
  const config = readConfig(env)
  const app = makeApp({
    config,
    database,
    announcer: new Announcer(database),
    log: pino({ level: 'silent' }),
    clientFolder: tmpdir(),
  })
  const server = httpServer(config, app)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  afterAll(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
  const address = server.address()
  const url = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`
  const send = async (token: string | null, path: string, body: string): Promise<HttpAnswer> => {
    const answer = await fetch(`${url}/trpc/${path}?batch=1`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-makeright': '1',
        origin: url,
        ...(token ? { cookie: `makeright=${token}` } : {}),
      },
      body,
    })
    const text = await answer.text()
    const parsed: unknown = JSON.parse(text)
    const first = (Array.isArray(parsed) ? parsed[0] : parsed) as {
      result?: { data?: Record<string, unknown> }
      error?: { data?: { envelope?: Envelope } }
    }
    return {
      status: answer.status,
      headers: answer.headers,
      text,
      data: first.result?.data ?? null,
      envelope: first.error?.data?.envelope ?? null,
    }
  }
  return { url, send, ask: (token, path, input) => send(token, path, JSON.stringify({ 0: input })) }
}
