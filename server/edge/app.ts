import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { TRPCError } from '@trpc/server'
import { createExpressMiddleware } from '@trpc/server/adapters/express'
import compression from 'compression'
import express from 'express'
import type { Logger } from 'pino'
import { UnknownOutcomes } from '../audit/unknown-outcomes.ts'
import type { Config } from '../config.ts'
import type { Database } from '../db/client.ts'
import { Places } from '../db/places.ts'
import { refusalOf } from '../errors.ts'
import type { Announcer } from '../live/announce.ts'
import { appRouter } from '../router.ts'
import { insistOnRules } from '../rule.ts'
import { browserNamed } from '../staff/browser-named.ts'
import { commonPasswords } from '../staff/common-passwords.ts'
import { cookieOf } from '../staff/cookie.ts'
import { openProvider } from '../staff/open-provider.ts'
import { secretBox } from '../staff/secret-box.ts'
import { sessionOf, touchSession } from '../staff/sessions.ts'
import type { Context } from '../trpc.ts'
import { cspReports } from './csp-reports.ts'
import { exports } from './exports.ts'
import { onlyOurOwnPages, readableRequests, refuse, refuseBefore } from './gate.ts'
import { cspReportsPath, protectionOf } from './headers.ts'
import { hooks } from './hooks.ts'
import { atItsLimit, inFlight, inFlightLimits } from './in-flight.ts'
import { jsonCalls } from './json-calls.ts'
import { type LookingPace, lookingPace } from './looking-pace.ts'
import { oidc } from './oidc.ts'

const kilobyte = 1024
/**
 * Milliseconds that a look waits for its turn. More at work than the database has connections for only get in each
 * other's way: with three times too many calls, a third fewer were answered.
 */
const longestInLine = 500
const procedures: Record<string, unknown> = appRouter._def.procedures
const isMutation = (path: string): boolean =>
  Object.hasOwn(procedures, path) &&
  (procedures[path] as { _def?: { type?: string } })._def?.type === 'mutation'

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
  const whoAsks = (request: express.Request, response: express.Response) =>
    cookieOf(config, request, response).read() ?? request.ip ?? 'unknown'
  // Before anything else is done for a call: with three times too many, saying no is most of the work.
  app.use(
    '/trpc',
    inFlight({ limits: inFlightLimits(config.callsAtOnce), changes: isMutation, whoAsks, refuse }),
  )
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
    trpc({ config, database, announcer, log, pace }),
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

type Calls = Omit<Parts, 'clientFolder'> & { pace: LookingPace }

function trpc({ config, database, announcer, log, pace }: Calls): express.Handler[] {
  const outcomes = new UnknownOutcomes(database)
  const secrets = config.secretsFile && existsSync(config.secretsFile) ? secretBox(config.secretsFile) : null
  const passwordLists = commonPasswords(config.passwordsFile)
  const options = {
    router: appRouter,
    allowMethodOverride: true,
    maxBatchSize: 10,
    maxBodySize: 64 * kilobyte,
    createContext: ({ req, res }: { req: express.Request; res: express.Response }): Context => {
      const cookie = cookieOf(config, req, res)
      const sessions = new Map<string | null, ReturnType<Context['session']>>()
      let paced = false
      return {
        database,
        announcer,
        requestId: res.locals.requestId as string,
        address: req.ip ?? 'unknown',
        provider: config.provider?.name ?? null,
        browser: browserNamed(req.headers['user-agent']),
        token: cookie.read,
        setToken: cookie.write,
        retryAfter: (seconds) => void (res.headersSent || res.setHeader('retry-after', seconds)),
        looksUp: pace.more,
        outcomeUnknown: (outcome) => outcomes.note(outcome),
        secrets,
        commonPasswords: passwordLists,
        session: (about = null) => {
          const known = sessions.get(about) ?? (about === null ? [...sessions.values()][0] : undefined)
          const session = known ?? readSession(about)
          sessions.set(about, session)
          return session
        },
      }
      async function readSession(about: string | null) {
        const token = cookie.read()
        if (!token) return null
        const found = await sessionOf(database.db, token, about)
        if (found && !paced) pace.ofPerson(req.path, found.actor.staffId)
        paced = true
        // What a page asks by itself, with nobody at it, keeps no session alive; neither does its stream, which a
        // browser opens anew when it likes (only streams are asked for by GET).
        const byItself = req.method === 'GET' || req.headers['x-makeright-away'] === '1'
        if (found?.stale && !byItself) await touchSession(database, token)
        return found
      }
    },
    responseMeta: () => ({ headers: { 'cache-control': 'no-store' } }),
    onError: ({ error, path, ctx }: { error: TRPCError; path?: string; ctx?: Context }) => {
      if (refusalOf(error) || error.code === 'BAD_REQUEST' || error.code === 'NOT_FOUND') return
      log.error({ requestId: ctx?.requestId, path, error: traceOf(error.cause ?? error) }, 'unexpected error')
    },
  }
  const fast = jsonCalls({
    router: appRouter,
    largest: options.maxBodySize,
    mostCalls: options.maxBatchSize,
    line: new Places((config.database.kind === 'postgres' && config.database.poolSize) || 10, longestInLine),
    turnAway: (response) => refuse(response, atItsLimit.looking),
    contextOf: options.createContext,
    onError: options.onError,
  })
  return [fast, createExpressMiddleware(options)]
}

/** Where it happened and what kind it is. A database's message may repeat what somebody typed, so it stays out. */
function traceOf(error: Error): string {
  const stack = error.stack ?? String(error)
  if (!('code' in error)) return stack
  return `${error.name} ${String(error.code)}\n${stack
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .join('\n')}`
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
