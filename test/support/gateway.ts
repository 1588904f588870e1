import { createServer, type Server } from 'node:http'
import { afterAll } from 'vitest'
import { isSigned, type Partner } from '#server/signed-calls.ts'
import { secret } from './biller.ts'

export type Message = {
  externalId: string
  accountId: string
  messageType: string
  language: string
  content: string
  receiver: { phoneNumber?: string; email?: string }[]
}

/** A gateway for texts and e-mail on this machine, that answers with the statuses it is told, then with 201. */
export class Gateway {
  readonly taken = new Map<string, Message>()
  asked = 0
  statuses: number[] = []
  readonly #server: Server
  #url = ''

  constructor() {
    this.#server = createServer((request, response) => {
      const parts: Buffer[] = []
      request.on('data', (part: Buffer) => parts.push(part))
      request.on('end', () => {
        const body = Buffer.concat(parts)
        this.asked += 1
        if (!isSigned({ secrets: [secret] }, request.headers, body, Date.now()))
          return void response.writeHead(401).end()
        const status = this.statuses.shift() ?? 201
        const message = JSON.parse(body.toString()) as Message
        if (status === 201) this.taken.set(String(request.headers['idempotency-key']), message)
        response.writeHead(status, { 'content-type': 'application/json' }).end('{}')
      })
    })
    afterAll(() => {
      this.#server.closeAllConnections()
      return new Promise<void>((resolve) => void this.#server.close(() => resolve()))
    })
  }

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve))
    const address = this.#server.address()
    this.#url = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}/messages`
    return this
  }

  get partner(): Partner {
    return { url: new URL(this.#url), secrets: [secret] }
  }
}
