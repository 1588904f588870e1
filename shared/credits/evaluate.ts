import { type MoneyView, moneyView } from '../money.ts'
import { canonical, type Digest } from '../programmes/canonical.ts'
import type { Programme } from '../programmes/document.ts'
import { deliveryOf } from './delivery.ts'
import { type Facts, inOrder } from './facts.ts'
import { offersOf } from './make-offers.ts'
import type { Offer } from './offers.ts'
import { outagePasses } from './outage-tests.ts'
import { ask, type Decision, type Step, type Trail } from './trail.ts'

export type Evaluation = {
  /** Whether anything is offered: money, something in kind or a choice. */
  readonly eligible: boolean
  /** The sum of the offers' money; choices count for nothing until one is made. */
  readonly amount: MoneyView
  readonly offers: readonly Offer[]
  readonly decisions: readonly Decision[]
  readonly steps: readonly Step[]
  /** Why nothing is offered, for the customer, and where to send them. */
  readonly because: string | null
  readonly route: string | null
  /** Of programme, facts, instant and answer: replaying the stored facts must give the same. */
  readonly hash: string
}

/** An evaluation before it is sealed with its hash: for counting over many accounts, where nothing is stored. */
export type Answer = Omit<Evaluation, 'hash'>

/**
 * What a programme gives for these facts at this instant. Pure: no clock, no chance, no I/O; the same inputs give the
 * same answer for ever, and the hash says so.
 * @param at ISO instant; only deadlines look at it
 * @param digest SHA-256 of a text: node's own on the server, sha256.ts in a browser
 */
export function evaluate(given: Facts, programme: Programme, at: string, digest: Digest): Evaluation {
  const facts = inOrder(given)
  const answer = answerOf(facts, programme, at)
  const decided = answer.decisions.map(({ id, unit, passed }) => [id, unit, passed])
  const sealed = [programmeHash(programme, digest), at, facts, answer.amount.minor, answer.offers, decided]
  return { ...answer, hash: digest(canonical(sealed)) }
}

export function answerOf(given: Facts, programme: Programme, at: string): Answer {
  const facts = inOrder(given)
  const trail: Trail = { decisions: [], steps: [] }
  const admitted = accountPasses(programme, facts, trail)
  const delivery = deliveryOf(programme, facts, at, trail)
  const offers = admitted && delivery ? offersOf(programme, facts, delivery, trail) : []
  const minor = offers.reduce(
    (sum, { gives }) => sum + (gives.form === 'money' ? BigInt(gives.amount.minor) : 0n),
    0n,
  )
  const failed = offers.length > 0 ? null : firstFailure(trail.decisions)
  return {
    eligible: offers.length > 0,
    amount: moneyView({ minor, currency: programme.currency }),
    offers,
    decisions: trail.decisions,
    steps: trail.steps,
    because: offers.length > 0 ? null : (failed?.words ?? 'The programme gives nothing for these facts.'),
    route: failed?.route ?? null,
  }
}

const hashes = new WeakMap<Programme, { digest: Digest; hash: string }>()

/** The hash of a document; remembered, because a published version never changes. */
export function programmeHash(programme: Programme, digest: Digest): string {
  const known = hashes.get(programme)
  if (known?.digest === digest) return known.hash
  const hash = digest(canonical(programme))
  hashes.set(programme, { digest, hash })
  return hash
}

/** Every question to the account and the outage is asked, also after one has failed, so that all of the reasons show. */
function accountPasses(programme: Programme, facts: Facts, trail: Trail): boolean {
  let passed = outagePasses(programme, facts, trail)
  for (const predicate of programme.eligibility) passed = ask(trail, predicate, facts, null) && passed
  for (const predicate of programme.trigger.scope ?? []) passed = ask(trail, predicate, facts, null) && passed
  return passed
}

/** The account's first failed question; else that of the line which came furthest. */
function firstFailure(decisions: readonly Decision[]): Decision | null {
  const failed = decisions.filter((decision) => !decision.passed)
  const ofAccount = failed.find((decision) => decision.unit === null)
  if (ofAccount) return ofAccount
  const failures = (unit: string | null) => failed.filter((decision) => decision.unit === unit).length
  return failed.reduce<Decision | null>(
    (best, each) => (best && failures(best.unit) <= failures(each.unit) ? best : each),
    null,
  )
}
