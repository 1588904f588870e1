import type { Request, RequestHandler, Response } from 'express'
import { Places } from '../db/places.ts'
import { Refusal } from '../refusal.ts'

export type InFlightLimits = {
  /** Calls that are taken on at the same time in this process. */
  most: number
  /** Of these, calls that only look: the rest is kept for those that change something, so that money goes first. */
  mostLooking: number
  /** Looking calls of one session at a time: a burst of searches of one person leaves room for everybody else. */
  mostOfOne: number
  /** Of those that look, and of those that change something, so many are worked on side by side; the others wait in line. */
  atWork: number
}

/**
 * Measured on 2 cores: 64 calls are worked off in some 150 ms, and more only wait longer. More side by side than the
 * database has connections for get in each other's way: with three times too many, a third less was done.
 */
export const inFlightLimits = (most = 64, atWork = 10): InFlightLimits => ({
  most,
  atWork,
  mostLooking: Math.max(1, Math.floor((most * 3) / 4)),
  mostOfOne: Math.max(4, Math.floor(most / 4)),
})

/** As many calls as a request may hold (server/edge/gate.ts). */
const mostOfOneRequest = 10

/** Milliseconds in line. Whoever waits longer is told, while the rest of the time is enough for the call itself. */
const longestInLine = 500

/** Looking, changing something, or showing who one is, which has a line of its own (server/staff/passwords.ts). */
export type CallKind = 'look' | 'change' | 'sign-on'

type Options = {
  limits: InFlightLimits
  kindOf(path: string): CallKind
  whoAsks(request: Request, response: Response): string
  refuse(response: Response, refusal: Refusal): void
}

/**
 * Takes on only as much as can be done in time, and says no to the rest at once, before anything of it is read. A call
 * that waited for seconds is of no use to somebody with a customer on the line. Event streams wait and do not count.
 */
export function inFlight({ limits, kindOf, whoAsks, refuse }: Options): RequestHandler {
  let all = 0
  let looking = 0
  const ofOne = new Map<string, number>()
  const lines = {
    look: new Places(limits.atWork, longestInLine),
    change: new Places(limits.atWork, longestInLine),
  }
  return (request, response, next) => {
    if (request.method !== 'POST') return next()
    const paths = request.path.slice(1).split(',')
    // More in one request is refused after this, and must not fill the places of others meanwhile.
    const weight = Math.min(paths.length, mostOfOneRequest)
    const kinds = paths.map(kindOf)
    const change = kinds.some((kind) => kind !== 'look')
    const line = kinds.includes('change') ? lines.change : change ? null : lines.look
    const who = change ? null : whoAsks(request, response)
    const own = who === null ? 0 : (ofOne.get(who) ?? 0)
    if (own > 0 && own + weight > limits.mostOfOne)
      return refuse(
        response,
        new Refusal('SLOW_DOWN', 'You have asked for many things at once. Wait a second.', {
          retry: 'after:1',
        }),
      )
    const full =
      all > 0 &&
      (all + weight > limits.most || (!change && looking > 0 && looking + weight > limits.mostLooking))
    const busy = () =>
      refuse(
        response,
        new Refusal(
          'BUSY',
          change
            ? 'Not saved: the desk is at its limit. Try again in a moment; it is safe to send it again.'
            : 'The desk is at its limit. Try again in a moment.',
          { retry: 'after:1' },
        ),
      )
    if (full) return busy()
    all += weight
    if (!change) looking += weight
    if (who !== null) ofOne.set(who, own + weight)
    let leave = () => {}
    // A browser that went away does not end the work it began: that still counts until it is done.
    response.once('close', () => {
      const work: unknown = response.locals.work
      void Promise.resolve(work).finally(() => {
        leave()
        all -= weight
        if (!change) looking -= weight
        if (who === null) return
        const left = (ofOne.get(who) ?? 0) - weight
        if (left > 0) ofOne.set(who, left)
        else ofOne.delete(who)
      })
    })
    if (line === null) return next()
    line.take().then((left) => {
      if (response.closed) return left()
      leave = left
      next()
    }, busy)
  }
}
