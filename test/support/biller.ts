import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { afterAll } from 'vitest'
import { isSigned, type Partner, signedHeaders } from '#server/signed-calls.ts'

export const secret = 'a-secret-of-the-tests-that-is-long-enough'
const secrets: Partner['secrets'] = [secret]

export type Booking = {
  externalId: string
  accountId: string
  amountMinor: string
  direction: string
  route: string
  glCode: string
  partyAccount: { id: string }
}
/** What goes wrong with one request: before the biller has booked it, or after. */
export type Fault = 'none' | 'lost request' | 'lost answer' | 'hang' | '500' | '429' | '422' | '409'
type Asked = { method: string; url: string; key: string | undefined; at: number }

/**
 * A billing system on this machine that behaves as badly as it is told, and books an idempotency key once: what a real
 * one promises in docs/billing-port.md.
 */
export class Biller {
  readonly booked = new Map<string, Booking & { id: string; status: string; times: number }>()
  readonly asked: Asked[] = []
  unsigned = 0
  /** The next faults, in order; then `usual`. */
  faults: Fault[] = []
  usual: Fault = 'none'
  refusal = 'Unknown account'
  readonly #server: Server
  #url = ''

  constructor() {
    this.#server = createServer((request, response) => void this.#take(request, response))
    afterAll(() => this.stop())
  }

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve))
    const address = this.#server.address()
    if (typeof address !== 'object' || !address) throw new Error('The biller has no port.')
    this.#url = `http://127.0.0.1:${address.port}/tmf-api/prepayBalanceManagement/v4`
    return this
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  get partner(): Partner {
    return { url: new URL(this.#url), secrets }
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const parts: Buffer[] = []
    for await (const part of request) parts.push(part as Buffer)
    const body = Buffer.concat(parts)
    const { method = '', url = '' } = request
    const key = request.headers['idempotency-key'] as string | undefined
    this.asked.push({ method, url, key, at: Date.now() })
    const fault = this.faults.shift() ?? this.usual
    const signed = method === 'GET' ? Buffer.from(url) : body
    if (!isSigned({ secrets }, request.headers, signed, Date.now())) {
      this.unsigned += 1
      response.writeHead(401).end()
      return
    }
    const answer = (status: number, said: unknown, headers = {}) =>
      response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(said))
    if (fault === 'lost request') return void request.socket.destroy()
    if (fault === '500') return void answer(500, { reason: 'down' })
    if (fault === '409') return void answer(409, { reason: 'the same key is under way' })
    if (fault === '429') return void answer(429, { reason: 'too many' }, { 'retry-after': '0' })
    if (fault === '422') return void answer(422, { reason: this.refusal })
    if (method === 'GET') {
      const wanted = new URL(url, 'http://biller').searchParams.get('externalId') ?? ''
      const known = this.booked.get(wanted)
      return void (known ? answer(200, [known]) : answer(404, { reason: 'unknown' }))
    }
    const said = this.#book(key ?? '', JSON.parse(body.toString()) as Booking)
    if (fault === 'lost answer') return void request.socket.destroy()
    if (fault === 'hang') return
    answer(201, said)
  }

  #book(key: string, item: Booking) {
    const known = this.booked.get(key)
    if (known) return known
    const made = { ...item, id: `B${this.booked.size + 1}`, status: 'created', times: 1 }
    this.booked.set(key, made)
    return made
  }

  /** The bill is made: what was booked is on it. Returns the events that tell so, in order: created, then completed. */
  apply(keys: Iterable<string> = this.booked.keys()): unknown[] {
    return [...keys].flatMap((key) => {
      const item = this.booked.get(key)
      if (!item) throw new Error(`${key} was never booked.`)
      const created = this.event(key, 'created')
      item.status = 'completed'
      return [created, this.event(key, 'completed')]
    })
  }

  event(key: string, status: string, more: Record<string, unknown> = {}): unknown {
    const { id, accountId, amountMinor, partyAccount } = this.booked.get(key) ?? {}
    return {
      eventType: 'AdjustBalanceStateChangeEvent',
      eventTime: new Date().toISOString(),
      event: {
        adjustBalance: { id, externalId: key, accountId, partyAccount, amountMinor, status, ...more },
      },
    }
  }
}

/** Tells the desk, signed as a biller does. Returns the status. */
export async function tell(
  desk: string,
  path: '/hooks/billing' | '/hooks/notices',
  events: unknown,
  lie: { secret?: string; nowMs?: number; altered?: boolean } = {},
): Promise<{ status: number; said: Record<string, unknown> }> {
  const body = JSON.stringify(events)
  const headers = signedHeaders({ secrets: [lie.secret ?? secret] }, body, lie.nowMs ?? Date.now())
  const answer = await fetch(`${desk}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: lie.altered ? `${body} ` : body,
  })
  return { status: answer.status, said: (await answer.json()) as Record<string, unknown> }
}
