import type { Request, Response } from 'express'
import { Refusal } from '../refusal.ts'

export type InFlightLimits = {
  /** Calls that are taken on at the same time in this process. */
  most: number
  /** Of these, calls that only look: the rest is kept for those that change something, so that money goes first. */
  mostLooking: number
  /** Looking calls of one session at a time: a burst of searches of one person leaves room for everybody else. */
  mostOfOne: number
}

/**
 * Measured on 2 cores: 64 calls are worked off in some 150 ms, and more only wait longer. With three times too many, looks
 * that may take three quarters of them wait for 500 ms and hinder each other; half of them are answered as often, and sooner.
 */
export const inFlightLimits = (most = 64): InFlightLimits => ({
  most,
  mostLooking: Math.max(1, Math.floor(most / 2)),
  mostOfOne: Math.max(4, Math.floor(most / 4)),
})

/** As many calls as a request may hold (server/edge/gate.ts). */
const mostOfOneRequest = 10

const soon = { retry: 'after:1' } as const
const ofOneTooMany = new Refusal('SLOW_DOWN', 'You have asked for many things at once. Wait a second.', soon)
/** Made once: when too many come, most of the work is to say so, and an error takes its stack along. */
export const atItsLimit = {
  looking: new Refusal('BUSY', 'The desk is at its limit. Try again in a moment.', soon),
  changing: new Refusal(
    'BUSY',
    'Not saved: the desk is at its limit. Try again in a moment; it is safe to send it again.',
    soon,
  ),
}

type Options = {
  limits: InFlightLimits
  changes(path: string): boolean
  whoAsks(request: Request, response: Response): string
}

/** Takes one request on, whose calls are named, or answers why not. */
export type TakeOn = (request: Request, response: Response, paths: readonly string[]) => Refusal | null

/**
 * Takes on only as much as can be done in time, and says no to the rest at once, before anything of it is read. A call
 * that waited for seconds is of no use to somebody with a customer on the line.
 */
export function inFlight({ limits, changes, whoAsks }: Options): TakeOn {
  let all = 0
  let looking = 0
  const ofOne = new Map<string, number>()
  return (request, response, paths) => {
    // More in one request is refused after this, and must not fill the places of others meanwhile.
    const weight = Math.min(paths.length, mostOfOneRequest)
    const change = paths.some(changes)
    const full =
      all > 0 &&
      (all + weight > limits.most || (!change && looking > 0 && looking + weight > limits.mostLooking))
    if (full) return change ? atItsLimit.changing : atItsLimit.looking
    const who = change ? null : whoAsks(request, response)
    const own = who === null ? 0 : (ofOne.get(who) ?? 0)
    if (own > 0 && own + weight > limits.mostOfOne) return ofOneTooMany
    all += weight
    if (!change) looking += weight
    if (who !== null) ofOne.set(who, own + weight)
    // A browser that went away does not end the work it began: that still counts until it is done.
    response.once('close', () => {
      const work: unknown = response.locals?.work
      void Promise.resolve(work).finally(() => {
        all -= weight
        if (!change) looking -= weight
        if (who === null) return
        const left = (ofOne.get(who) ?? 0) - weight
        if (left > 0) ofOne.set(who, left)
        else ofOne.delete(who)
      })
    })
    return null
  }
}
