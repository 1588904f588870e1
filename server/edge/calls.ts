import { existsSync } from 'node:fs'
import type { TRPCError } from '@trpc/server'
import { createExpressMiddleware } from '@trpc/server/adapters/express'
import type express from 'express'
import type { Logger } from 'pino'
import { UnknownOutcomes } from '../audit/unknown-outcomes.ts'
import type { Config } from '../config.ts'
import type { Database } from '../db/client.ts'
import { Places } from '../db/places.ts'
import { refusalOf } from '../errors.ts'
import type { Announcer } from '../live/announce.ts'
import { appRouter } from '../router.ts'
import { browserNamed } from '../staff/browser-named.ts'
import { commonPasswords } from '../staff/common-passwords.ts'
import { cookieOf } from '../staff/cookie.ts'
import { secretBox } from '../staff/secret-box.ts'
import { sessionOf, touchSession } from '../staff/sessions.ts'
import type { Context } from '../trpc.ts'
import { refuse } from './gate.ts'
import { atItsLimit } from './in-flight.ts'
import { jsonCalls } from './json-calls.ts'
import type { LookingPace } from './looking-pace.ts'
import { SeenSessions } from './seen-sessions.ts'

const kilobyte = 1024
/**
 * Milliseconds that a look waits for its turn. More at work than the database has connections for only get in each
 * other's way: with three times too many calls, a third fewer were answered.
 */
const longestInLine = 500

const procedures: Record<string, unknown> = appRouter._def.procedures
export const isMutation = (path: string): boolean =>
  Object.hasOwn(procedures, path) &&
  (procedures[path] as { _def?: { type?: string } })._def?.type === 'mutation'

type Parts = {
  config: Config
  database: Database
  announcer: Announcer
  log: Logger
  pace: LookingPace
}

/** What is asked by tRPC: by our own page in batches of JSON, and by event streams. */
export function calls({ config, database, announcer, log, pace }: Parts): express.Handler[] {
  const outcomes = new UnknownOutcomes(database)
  const secrets = config.secretsFile && existsSync(config.secretsFile) ? secretBox(config.secretsFile) : null
  const seen = new SeenSessions()
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
        wasSignedIn: () => seen.has(cookie.read()),
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
        seen.note(token, found !== null)
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
