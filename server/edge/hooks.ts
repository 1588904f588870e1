import express, { type Request, type RequestHandler, type Response, Router } from 'express'
import type { Logger } from 'pino'
import type { Config } from '../config.ts'
import type { Database } from '../db/client.ts'
import { confirmationsOf } from '../ledger/confirmations-of.ts'
import { takeConfirmations } from '../ledger/take-confirmations.ts'
import type { Announcer } from '../live/announce.ts'
import { confirmNotices } from '../notices/confirm-notices.ts'
import { noticeWordsOf } from '../notices/notice-words-of.ts'
import { isSigned, type Partner } from '../signed-calls.ts'
import { inWork, type Who } from '../work.ts'
import { inFlight, inFlightLimits } from './in-flight.ts'
import { atThisRate, type Rate } from './rate-bound.ts'

const largest = 128 * 1024

/**
 * Small beside what the desk itself may have in flight (64), so that a biller's night of confirmations leaves it room:
 * 16 calls at once, 4 of one address. A call may hold 500 events, so 100 calls in a second are 50,000.
 */
export type HookBounds = { atOnce: number; rate: Rate }
const usualBounds: HookBounds = { atOnce: 16, rate: { most: 200, perSecond: 100 } }

type Parts = {
  config: Config
  database: Database
  announcer: Announcer
  log: Logger
  bounds?: HookBounds
}

/**
 * What the carrier's systems tell the desk. Believed by signature alone: no cookie, no page, no cross-site call counts
 * here. Without a partner in the configuration the address does not exist.
 */
export function hooks({ config, database, announcer, log, bounds = usualBounds }: Parts): Router {
  const router = Router()
  const takeOn = inFlight({
    limits: inFlightLimits(bounds.atOnce),
    changes: () => false,
    whoAsks: (request) => request.ip ?? 'unknown',
  })
  router.use(
    atThisRate(bounds.rate, (response, seconds) => turnAway(response, 429, 'Too many calls.', seconds)),
    (request, response, next) => {
      const refusal = request.method === 'POST' ? takeOn(request, response, [request.path]) : null
      if (refusal) turnAway(response, refusal.status, 'Too much at once.', 1)
      else next()
    },
  )
  const whoOf = (requestId: string): Who => ({
    actor: null,
    requestId,
    tell: announcer.announce.bind(announcer),
  })
  if (config.billing)
    router.post('/billing', signedBody(config.billing, log), async (request: Request, response: Response) => {
      const read = confirmationsOf(jsonOf(request.body))
      if (!read) return void response.status(400).json({ reason: 'The events could not be read.' })
      const work = inWork(database, whoOf(response.locals.requestId), (each) => takeConfirmations(each, read))
      response.locals.work = work.catch(() => {})
      answer(response, await work)
    })
  if (config.notices)
    router.post('/notices', signedBody(config.notices, log), async (request: Request, response: Response) => {
      const read = noticeWordsOf(jsonOf(request.body))
      if (!read) return void response.status(400).json({ reason: 'The events could not be read.' })
      const work = inWork(database, whoOf(response.locals.requestId), (each) => confirmNotices(each, read))
      response.locals.work = work.catch(() => {})
      answer(response, await work)
    })
  return router
}

function turnAway(response: Response, status: number, reason: string, seconds: number): void {
  response.setHeader('retry-after', seconds)
  response.status(status).json({ reason })
}

/** Nothing of ours in it is 404; with anything of ours it is 200, so that the sender does not send all of it again. */
function answer(response: Response, taken: { moved: number; unchanged: number; unknown: number }): void {
  response.status(taken.moved + taken.unchanged === 0 ? 404 : 200).json(taken)
}

/** Reads the raw bytes, because the signature is over those, and refuses what is not signed before anything is parsed. */
function signedBody(partner: Partner, log: Logger): RequestHandler[] {
  return [
    express.raw({ type: () => true, limit: largest, inflate: false }),
    (request, response, next) => {
      const body: unknown = request.body
      if (Buffer.isBuffer(body) && isSigned(partner, request.headers, body, Date.now())) return next()
      log.warn({ requestId: response.locals.requestId }, 'a call that is not signed')
      response.status(401).json({ reason: 'Not signed, or not in time.' })
    },
  ]
}

function jsonOf(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'))
  } catch {
    return undefined
  }
}
