import type { Programme } from '../programmes/document.ts'
import { type Answer, answerOf } from './evaluate.ts'
import type { Facts } from './facts.ts'

/** One account as a simulation sees it. `before` are its facts for the version that is compared with, if there is one. */
export type SimulationAccount = {
  readonly facts: Facts
  readonly before: Facts | null
  readonly type: string
  readonly market: string
  readonly lines: number
}
export type Share = { accounts: number; paid: number; minor: bigint }
/** Sums over accounts. Two halves of a carrier add up to the whole, in any order. */
export type Tally = {
  looked: number
  paid: number
  units: number
  minor: bigint
  /** Of the amount: what is due at once; the rest waits for the customer or a person. */
  dueMinor: bigint
  otherOffers: number
  byLines: Record<string, Share>
  byType: Record<string, Share>
  byMarket: Record<string, Share>
  /** By the predicate that failed: its sentence, and how many accounts get nothing for it. */
  nothing: Record<string, { because: string; accounts: number }>
  difference: { more: Share; less: Share; same: number; byLines: Record<string, Share> } | null
}
type Versions = { readonly programme: Programme; readonly against: Programme | null; readonly at: string }

const share = (): Share => ({ accounts: 0, paid: 0, minor: 0n })
/** More lines than this are one group: few accounts have them, and a plot stays readable. */
const mostLines = 10
export const emptyTally = (compares: boolean): Tally => ({
  looked: 0,
  paid: 0,
  units: 0,
  minor: 0n,
  dueMinor: 0n,
  otherOffers: 0,
  byLines: {},
  byType: {},
  byMarket: {},
  nothing: {},
  difference: compares ? { more: share(), less: share(), same: 0, byLines: {} } : null,
})

/** What a version would give each of these accounts now, and against another version, gross of what was given before. */
export function simulate(accounts: readonly SimulationAccount[], versions: Versions): Tally {
  const tally = emptyTally(versions.against !== null)
  for (const account of accounts) {
    const answer = answerOf(account.facts, versions.programme, versions.at)
    const minor = BigInt(answer.amount.minor)
    const lines = account.lines > mostLines ? `${mostLines + 1}+` : String(account.lines)
    tally.looked += 1
    count(tally, answer, minor)
    for (const [group, key] of [
      [tally.byLines, lines],
      [tally.byType, account.type],
      [tally.byMarket, account.market],
    ] as const)
      add(group, key, minor)
    if (tally.difference && versions.against) compare(tally.difference, lines, account, versions, minor)
  }
  return tally
}

function count(tally: Tally, answer: Answer, minor: bigint): void {
  tally.minor += minor
  if (minor > 0n) tally.paid += 1
  const units = new Set(answer.offers.flatMap((offer) => offer.units))
  tally.units += units.size
  for (const { gives, state } of answer.offers) {
    if (gives.form !== 'money') tally.otherOffers += 1
    else if (state === 'due') tally.dueMinor += BigInt(gives.amount.minor)
  }
  const { because } = answer
  if (because === null) return
  const failed = answer.decisions.find(({ passed, words }) => !passed && words === because)
  // The sentence of a threshold names one line's minutes: those accounts are one group, told by its first sentence.
  const key = failed?.id ?? 'nothing'
  const told = failed && failed.unit === null ? `${key}: ${because}` : key
  const known = tally.nothing[told]
  if (known) known.accounts += 1
  else tally.nothing[told] = { because, accounts: 1 }
}

function compare(
  difference: NonNullable<Tally['difference']>,
  lines: string,
  account: SimulationAccount,
  { programme, against, at }: Versions,
  minor: bigint,
): void {
  const gross = account.facts.given ? amountOf(account.facts, programme, at) : minor
  const before = against && account.before ? amountOf(account.before, against, at) : 0n
  const change = gross - before
  if (change === 0n) difference.same += 1
  else {
    const group = change > 0n ? difference.more : difference.less
    group.accounts += 1
    group.minor += change
  }
  add(difference.byLines, lines, change)
}

const amountOf = ({ given: _given, ...facts }: Facts, programme: Programme, at: string): bigint =>
  BigInt(answerOf(facts, programme, at).amount.minor)

function add(group: Record<string, Share>, key: string, minor: bigint): void {
  const found = group[key] ?? share()
  group[key] = found
  found.accounts += 1
  if (minor !== 0n) found.paid += 1
  found.minor += minor
}

/** The sum of two tallies. */
export function together(a: Tally, b: Tally): Tally {
  const shares = (one: Record<string, Share>, other: Record<string, Share>) => {
    const sum = { ...one }
    for (const [key, each] of Object.entries(other)) sum[key] = plus(sum[key] ?? share(), each)
    return sum
  }
  const nothing = { ...a.nothing }
  for (const [key, each] of Object.entries(b.nothing))
    nothing[key] = {
      because: nothing[key]?.because ?? each.because,
      accounts: (nothing[key]?.accounts ?? 0) + each.accounts,
    }
  return {
    looked: a.looked + b.looked,
    paid: a.paid + b.paid,
    units: a.units + b.units,
    minor: a.minor + b.minor,
    dueMinor: a.dueMinor + b.dueMinor,
    otherOffers: a.otherOffers + b.otherOffers,
    byLines: shares(a.byLines, b.byLines),
    byType: shares(a.byType, b.byType),
    byMarket: shares(a.byMarket, b.byMarket),
    nothing,
    difference:
      a.difference && b.difference
        ? {
            more: plus(a.difference.more, b.difference.more),
            less: plus(a.difference.less, b.difference.less),
            same: a.difference.same + b.difference.same,
            byLines: shares(a.difference.byLines, b.difference.byLines),
          }
        : null,
  }
}

const plus = (a: Share, b: Share): Share => ({
  accounts: a.accounts + b.accounts,
  paid: a.paid + b.paid,
  minor: a.minor + b.minor,
})
