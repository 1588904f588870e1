import type { Request, RequestHandler, Response } from 'express'
import { Refusal } from '../refusal.ts'
import { type Rate, rateBound } from './rate-bound.ts'

/** Questions that show a customer, or find one: whoever copies a list of customers asks these. */
const looks = [
  'accounts.search',
  'accounts.recent',
  'adjustments.accountPage',
  'adjustments.creditWorking',
  'contacts.card',
  'contacts.begin',
  'contacts.callBack',
  'contacts.reveal',
]

export type LookingPace = {
  /** By the session's cookie, before anything is read. */
  ofSession: RequestHandler
  /** By the person, however many sessions they have, when it is known whose session it is. */
  ofPerson(path: string, staffId: bigint): void
  /** A question that shows many customers counts as many: so many more than the one of its call. */
  more(count: number, staffId: bigint): void
}

type Options = {
  perMinute: number
  whoAsks(request: Request, response: Response): string
  refuse(response: Response, refusal: Refusal): void
}

/**
 * A name is searched with each letter typed, some eight questions in a second or two, and then the account is talked
 * about for minutes. What may be asked at once fills again at a pace that nobody at a telephone reaches. In memory, for
 * each process: it keeps load and copying down, and nothing is lost when it is forgotten.
 */
export function lookingPace({ perMinute, whoAsks, refuse }: Options): LookingPace {
  const rate: Rate = { most: Math.max(30, perMinute / 3), perSecond: perMinute / 60 }
  const session = rateBound(rate)
  const person = rateBound({ most: 2 * rate.most, perSecond: 2 * rate.perSecond })
  const tooMany = (seconds: number) =>
    new Refusal('SLOW_DOWN', `You have looked up very many customers. Go on in ${seconds} s.`, {
      retry: `after:${seconds}`,
    })
  const weigh = (count: number, staffId: bigint) => {
    for (let each = count; each > 0; each -= 1) {
      const seconds = person(staffId.toString(), performance.now())
      if (seconds > 0) throw tooMany(seconds)
    }
  }
  return {
    ofSession: (request, response, next) => {
      const count = looksIn(request.path)
      const who = count > 0 ? whoAsks(request, response) : ''
      for (let each = 0; each < count; each += 1) {
        const seconds = session(who, performance.now())
        if (seconds > 0) return refuse(response, tooMany(seconds))
      }
      next()
    },
    ofPerson: (path, staffId) => weigh(looksIn(path), staffId),
    more: weigh,
  }
}

/** How many of a request's calls look somebody up; one that is written in another way is no call that we know. */
function looksIn(path: string): number {
  try {
    return decodeURIComponent(path.slice(1))
      .split(',')
      .filter((each) => looks.includes(each)).length
  } catch {
    return 0
  }
}
