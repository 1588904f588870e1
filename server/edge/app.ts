import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import compression from 'compression'
import express from 'express'
import type { Logger } from 'pino'
import type { Config } from '../config.ts'
import type { Database } from '../db/client.ts'
import type { Announcer } from '../live/announce.ts'
import { appRouter } from '../router.ts'
import { insistOnRules } from '../rule.ts'
import { cookieOf } from '../staff/cookie.ts'
import { openProvider } from '../staff/open-provider.ts'
import { calls } from './calls.ts'
import { cspReports } from './csp-reports.ts'
import { exports } from './exports.ts'
import { onlyOurOwnPages, readableRequests, refuse, refuseBefore } from './gate.ts'
import { cspReportsPath, protectionOf } from './headers.ts'
import { hooks } from './hooks.ts'
import { lookingPace } from './looking-pace.ts'
import { oidc } from './oidc.ts'

const kilobyte = 1024
export type Parts = {
  config: Config
  database: Database
  announcer: Announcer
  log: Logger
  clientFolder: string
}

/** The HTTP face of the desk: headers, what is refused before tRPC, tRPC itself, the built client. */
export function makeApp({ config, database, announcer, log, clientFolder }: Parts): express.Express {
  insistOnRules(appRouter._def.procedures)
  const app = express()
  app.disable('x-powered-by')
  app.disable('etag')
  app.set('trust proxy', config.trustedProxies)
  const protection = protectionOf(config)
  app.use((request, response, next) => {
    response.locals.requestId = randomUUID()
    response.setHeaders(protection)
    response.setHeader('x-request-id', response.locals.requestId)
    request.on('aborted', () => log.debug({ requestId: response.locals.requestId }, 'the client went away'))
    next()
  })
  const whoAsks = (request: express.Request, response: express.Response): string => {
    response.locals.whoAsks ??= cookieOf(config, request, response).read() ?? request.ip ?? 'unknown'
    return response.locals.whoAsks as string
  }
  app.use(readableRequests)
  app.use(
    ['/live', '/ready', '/hooks', '/oidc', '/trpc', '/exports', cspReportsPath],
    (_request, response, next) => {
      response.setHeader('cache-control', 'no-store')
      next()
    },
  )
  // Below three packets there is less to save than packing costs (measured on name search: 0.3 ms of 4.5).
  app.use(compression({ threshold: 4 * kilobyte }))
  app.get('/live', (_request, response) => void response.type('text').send('alive'))
  let demo: boolean | undefined
  app.get('/ready', async (_request, response) => {
    const base = {
      database: database.kind,
      durability: database.durability.mode,
      durabilityWords: database.durability.words,
    }
    try {
      const { mode, words } = await database.durabilityNow()
      demo ??= (await database.db.selectFrom('desk').select('demo').executeTakeFirstOrThrow()).demo
      // Settings may be changed under a running server: then it says so, and takes no more work from a balancer.
      const safe = mode === base.durability
      response.status(safe ? 200 : 503).json({
        ...base,
        status: safe ? 'ready' : 'not safe for money',
        durability: mode,
        durabilityWords: words,
        demo,
      })
    } catch {
      response.status(503).json({ status: 'waiting for the database', ...base })
    }
  })
  app.use(cspReportsPath, cspReports(log))
  // Before everything that is for browsers: these callers are systems, and are known by their signature.
  app.use('/hooks', hooks({ config, database, announcer, log }))
  const provider = config.provider ? openProvider(config.provider) : null
  if (provider) app.use('/oidc', oidc({ config, provider, database, announcer, log }))
  const pace = lookingPace({ perMinute: config.looksPerMinute, whoAsks, refuse })
  app.use(
    '/trpc',
    onlyOurOwnPages(config),
    refuseBefore(64 * kilobyte),
    pace.ofSession,
    calls({ config, database, announcer, log, pace }),
  )
  app.use('/exports', onlyOurOwnPages(config), refuseBefore(8 * kilobyte), exports({ config, database }))
  serveClient(app, clientFolder)
  // Express's own last answer repeats the address and replaces the headers.
  app.use((_request, response) => {
    response
      .setHeader('cache-control', 'no-store')
      .status(404)
      .json({ code: 'NOT_FOUND', message: `There is nothing here. Reference ${response.locals.requestId}.` })
  })
  app.use(
    (error: unknown, _request: express.Request, response: express.Response, _next: express.NextFunction) => {
      const status =
        typeof error === 'object' && error && 'status' in error && Number(error.status) < 500
          ? Number(error.status)
          : 500
      if (status >= 500)
        log.error({ requestId: response.locals.requestId, error: String(error) }, 'unexpected')
      if (response.headersSent) return void response.destroy()
      // What was said of a file that is not given now.
      for (const name of ['etag', 'last-modified', 'accept-ranges']) response.removeHeader(name)
      response.setHeader('cache-control', 'no-store')
      response.status(status).json({
        code: status < 500 ? 'BAD_REQUEST' : 'INTERNAL',
        message: `Not understood. Reference ${response.locals.requestId}.`,
      })
    },
  )
  return app
}

function serveClient(app: express.Express, folder: string): void {
  const page = join(folder, 'index.html')
  app.use(
    '/assets',
    express.static(join(folder, 'assets'), {
      immutable: true,
      maxAge: '1y',
      fallthrough: false,
      redirect: false,
    }),
  )
  app.use(express.static(folder, { index: false, maxAge: 0, redirect: false }))
  app.get('/{*path}', (_request, response) => {
    if (!existsSync(page))
      return void response.status(503).type('text').send('The desk is being built. Reload in a moment.')
    // A page is not kept, on the disk or whole in memory: Back after signing out shows nothing.
    response.setHeader('cache-control', 'no-store')
    response.sendFile(page)
  })
}
