import { type Envelope, type RefusalCode, type Retry, refusals } from '#shared/refusals.ts'
import type { Verdict } from '#shared/verdict.ts'

type More = { fields?: Envelope['fields']; link?: Envelope['link']; retry?: Retry }

/** A "no" with its reason. Thrown inside a command it rolls everything back; anything else thrown is a bug. */
export class Refusal extends Error {
  readonly code: RefusalCode
  readonly more: More
  constructor(code: RefusalCode, because: string, more: More = {}) {
    super(because)
    this.name = 'Refusal'
    this.code = code
    this.more = more
  }
  get status(): number {
    return refusals[this.code]
  }
}

/** Turns a refused verdict into a thrown refusal; an allowed one passes. */
export function insist(verdict: Verdict, more: More = {}): void {
  if (!verdict.ok) throw new Refusal(verdict.code, verdict.because, more)
}

/** The same words for what is not there and what one may not know. */
export const notFound = (what: string): Refusal => new Refusal('NOT_FOUND', `There is no such ${what}.`)
