import type { RequestHandler, Response } from 'express'

/** Calls of one address: `most` at once, and then `perSecond` as time goes on. */
export type Rate = { most: number; perSecond: number }

/** Addresses that are remembered: who has not called for long is as good as new, so the oldest are forgotten. */
const mostAddresses = 10_000

/** How many seconds a caller has to wait, 0 when it may go on. A bucket for each caller, filled again as time passes. */
export function rateBound({ most, perSecond }: Rate): (who: string, nowMs: number) => number {
  const callers = new Map<string, { left: number; at: number }>()
  return (who, nowMs) => {
    const known = callers.get(who)
    const filled = known ? known.left + ((nowMs - known.at) / 1000) * perSecond : most
    const left = Math.min(most, filled)
    // Last in the map is who called last.
    callers.delete(who)
    callers.set(who, { left: left < 1 ? left : left - 1, at: nowMs })
    const oldest = callers.size > mostAddresses ? callers.keys().next().value : undefined
    if (oldest !== undefined) callers.delete(oldest)
    return left < 1 ? Math.ceil((1 - left) / perSecond) : 0
  }
}

/** Turns away who calls too often, before anything of the call is read. */
export function atThisRate(
  rate: Rate,
  refuse: (response: Response, seconds: number) => void,
): RequestHandler {
  const waitOf = rateBound(rate)
  return (request, response, next) => {
    const seconds = waitOf(request.ip ?? 'unknown', performance.now())
    if (seconds === 0) return next()
    refuse(response, seconds)
  }
}
