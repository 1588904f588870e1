import { createServer, type RequestListener, type Server, type ServerResponse, STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Config } from '../config.ts'
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
export function httpServer(config: Config, app: RequestListener): Server {
  const server = createServer(bounds, app)
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
