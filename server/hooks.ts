import express, { type Request, type RequestHandler, type Response, Router } from 'express'
import type { Logger } from 'pino'
import type { Config } from './config.ts'
import type { Database } from './db/client.ts'
import { confirmationsOf } from './ledger/confirmations-of.ts'
import { takeConfirmations } from './ledger/take-confirmations.ts'
import type { Announcer } from './live/announce.ts'
import { confirmNotices } from './notices/confirm-notices.ts'
import { noticeWordsOf } from './notices/notice-words-of.ts'
import { isSigned, type Partner } from './signed-calls.ts'
import { inWork, type Who } from './work.ts'

const largest = 128 * 1024

type Parts = { config: Config; database: Database; announcer: Announcer; log: Logger }

/**
 * What the carrier's systems tell the desk. Believed by signature alone: no cookie, no page, no cross-site call counts
 * here. Without a partner in the configuration the address does not exist.
 */
export function hooks({ config, database, announcer, log }: Parts): Router {
  const router = Router()
  const whoOf = (requestId: string): Who => ({
    actor: null,
    requestId,
    tell: announcer.announce.bind(announcer),
  })
  if (config.billing)
    router.post('/billing', signedBody(config.billing, log), async (request: Request, response: Response) => {
      const read = confirmationsOf(jsonOf(request.body))
      if (!read) return void response.status(400).json({ reason: 'The events could not be read.' })
      const taken = await inWork(database, whoOf(response.locals.requestId), (work) =>
        takeConfirmations(work, read),
      )
      answer(response, taken)
    })
  if (config.notices)
    router.post('/notices', signedBody(config.notices, log), async (request: Request, response: Response) => {
      const read = noticeWordsOf(jsonOf(request.body))
      if (!read) return void response.status(400).json({ reason: 'The events could not be read.' })
      const taken = await inWork(database, whoOf(response.locals.requestId), (work) =>
        confirmNotices(work, read),
      )
      answer(response, taken)
    })
  return router
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
