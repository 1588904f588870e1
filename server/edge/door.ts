import { randomUUID } from 'node:crypto'
import type { Request, Response } from 'express'
import type { Config } from '../config.ts'
import { secondsToWait } from '../errors.ts'
import type { Refusal } from '../refusal.ts'
import { cookieOf } from '../staff/cookie.ts'
import { isMutation } from './calls.ts'
import { refusedBody } from './gate.ts'
import { protectionOf } from './headers.ts'
import { inFlight, inFlightLimits } from './in-flight.ts'

/** The calls that an address names, however a client writes it; Express takes capitals and whole addresses for the same. */
const callsIn = (url: string): readonly string[] | null =>
  /^(?:https?:\/\/[^/]*)?\/trpc\/([^?#]*)/i.exec(url)?.[1]?.split(',') ?? null

/** Whether a request was turned away, and has its answer. */
export type Door = (request: Request, response: Response) => boolean

/**
 * What a call meets before anything is done for it, Express included: with three times too many, saying no is most of the
 * work (docs/decisions/0043). Event streams wait and do not count.
 */
export function doorOf(config: Config): Door {
  const takeOn = inFlight({
    limits: inFlightLimits(config.callsAtOnce),
    changes: isMutation,
    whoAsks: (request, response) => cookieOf(config, request, response).read() ?? request.ip ?? 'unknown',
  })
  const protection = [...protectionOf(config)].flat()
  return (request, response) => {
    const calls = request.method === 'POST' ? callsIn(request.url) : null
    const refusal = calls && takeOn(request, response, calls)
    if (!refusal) return false
    turnAway(response, refusal, protection)
    return true
  }
}

/** As `refuse` says it, in one go. */
function turnAway(response: Response, refusal: Refusal, protection: readonly string[]): void {
  const requestId = randomUUID()
  const body = JSON.stringify(refusedBody(refusal, requestId))
  const seconds = secondsToWait(refusal.more.retry ?? 'never')
  response.writeHead(refusal.status, [
    ...protection,
    ...['x-request-id', requestId],
    ...['cache-control', 'no-store'],
    ...(seconds === null ? [] : ['retry-after', String(seconds)]),
    ...['content-type', 'application/json; charset=utf-8'],
    ...['content-length', String(Buffer.byteLength(body))],
  ])
  response.end(body)
}
