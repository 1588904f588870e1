import { createServer, IncomingMessage, type Server, ServerResponse, STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Express, Request, Response } from 'express'
import type { Config } from '../config.ts'
import { doorOf } from './door.ts'
import { protectionOf } from './headers.ts'

/**
 * Node's own bounds are generous: headers may take a minute, requests five, and connections are not counted. A desk's
 * requests are small and quick. An event stream is a long answer, not a long request: none of these ends it.
 */
const bounds = {
  headersTimeout: 10_000,
  requestTimeout: 15_000,
  keepAliveTimeout: 30_000,
  // Both time-outs are looked at this often; every thirty seconds would let a slow sender stay three times as long.
  connectionsCheckingInterval: 2_000,
  maxHeaderSize: 16 * 1024,
  // Asked for by the app, so that its answer has our headers.
  requireHostHeader: false,
}
const mostConnections = 1_000
const mostRequestsOfOne = 1_000

const statusOf: Record<string, number> = {
  HPE_HEADER_OVERFLOW: 431,
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 413,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
}

/** The one maker of HTTP servers: bounds in time and number, and an answer with our headers to what is no HTTP at all. */
export function httpServer(config: Config, app: Express): Server {
  const isTurnedAway = doorOf(config)
  const server = createServer(
    { ...bounds, ...bornFor(app) },
    // Born for the app, they are its requests and answers before it has seen them.
    (request, response) =>
      void (isTurnedAway(request as Request, response as Response) || app(request, response)),
  )
  server.maxConnections = mostConnections
  server.maxRequestsPerSocket = mostRequestsOfOne
  const headers = [...protectionOf(config)].map(([name, value]) => `${name}: ${value}\r\n`).join('')
  const answering = new WeakMap<Duplex, ServerResponse>()
  server.on('request', (request, response) => void answering.set(request.socket, response))
  // It would otherwise be answered by Node, without our headers.
  server.on('checkExpectation', app)
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    const begun = answering.get(socket)
    const halfSaid = begun?.headersSent === true && !begun.writableEnded
    if (!socket.writable || halfSaid || error.code === 'ECONNRESET') return void socket.destroy()
    const status = statusOf[error.code ?? ''] ?? 400
    const body = JSON.stringify({ code: 'BAD_REQUEST', message: 'The request could not be read.' })
    socket.end(
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${headers}cache-control: no-store\r\ncontent-type: application/json\r\n` +
        `content-length: ${body.length}\r\nconnection: close\r\n\r\n${body}`,
      () => void socket.destroy(),
    )
  })
  return server
}

/**
 * Express gives each request and answer its own prototype when it comes. V8 then keeps both, and all that hangs on them,
 * until its next full collection (measured: some 40 kB of each call; a small collection took 3 to 5 ms instead of 0.5, after
 * every fortieth). Born with that prototype, they need no other.
 */
function bornFor(app: Express) {
  class DeskRequest extends IncomingMessage {}
  class DeskResponse extends ServerResponse {}
  Object.setPrototypeOf(DeskRequest.prototype, app.request)
  Object.setPrototypeOf(DeskResponse.prototype, app.response)
  Object.assign(app, { request: DeskRequest.prototype, response: DeskResponse.prototype })
  return { IncomingMessage: DeskRequest, ServerResponse: DeskResponse }
}
