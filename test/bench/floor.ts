import { createHash } from 'node:crypto'
import express from 'express'
import pg from 'pg'

/**
 * The floor: what the same statements cost in the plainest server that one would still call a server. Express, pg, a
 * pool of the same size, prepared statements, the rows as they come. It is written once and then left alone: a bench
 * whose floor moves measures nothing.
 */
export type FloorStatement = { name: string; text: string; values: unknown[] }
export type FloorSetup = {
  url: string
  poolSize: number
  /** Reads the session by the hash of its token, the only bytes among the values. */
  session: FloorStatement
  /** By the text that is searched for. */
  searches: Map<string, FloorStatement>
}

process.once('message', (setup: FloorSetup) => {
  const pool = new pg.Pool({ connectionString: setup.url, max: setup.poolSize })
  const app = express()
  app.disable('x-powered-by')
  app.disable('etag')
  app.post('/search', express.json(), async (request, response) => {
    const token = /makeright=([\w-]{43})/.exec(request.headers.cookie ?? '')?.[1] ?? ''
    const hash = createHash('sha256').update(token).digest()
    const values = setup.session.values.map((value) => (ArrayBuffer.isView(value) ? hash : value))
    const session = await pool.query({ ...setup.session, values })
    if (session.rows.length === 0) return void response.status(401).json({ code: 'SESSION_EXPIRED' })
    const search = setup.searches.get(request.body.text)
    if (!search) return void response.status(400).json({ code: 'BAD_REQUEST' })
    const found = await pool.query(search)
    response.json(found.rows)
  })
  const server = app.listen(0, '127.0.0.1', () => {
    const address = server.address()
    process.send?.(typeof address === 'object' && address ? address.port : 0)
  })
  process.once('disconnect', () => process.exit(0))
})
