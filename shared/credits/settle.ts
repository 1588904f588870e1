import { formatMoney, type Rational } from '../money.ts'
import type { Instrument, Programme } from '../programmes/document.ts'
import type { MoneyPart, Worked } from './benefits.ts'
import type { Facts } from './facts.ts'
import { afterOthers, afterVersions, afterWindow } from './given-before.ts'
import { exactText, isAbove, plus, roundTo, whole, zero } from './rational.ts'
import type { Trail } from './trail.ts'

/** Money that leaves by one instrument: what the units' parts come to, rounded as the programme says. */
export type Settled = {
  readonly instrument: Instrument
  readonly minor: bigint
  readonly benefits: string[]
  readonly units: string[]
}

/** Only so many units are paid: those with the larger amounts, then by number. */
export function mostUnits(
  worked: readonly Worked[],
  most: number | undefined,
  trail: Trail,
): readonly Worked[] {
  if (most === undefined || worked.length <= most) return worked
  const ranked = [...worked].sort((a, b) =>
    isAbove(b.total, a.total) ? 1 : isAbove(a.total, b.total) ? -1 : 0,
  )
  trail.steps.push({
    unit: null,
    words: `${most} of ${worked.length} are paid, the most the programme pays for`,
    exact: String(most),
  })
  const kept = new Set(ranked.slice(0, most))
  return worked.filter((each) => kept.has(each))
}

/** Rounds at the programme's level, then account limits, then what was given before. */
export function settle(
  programme: Programme,
  facts: Facts,
  worked: readonly Worked[],
  trail: Trail,
): Settled[] {
  const parts = worked.flatMap((each) => each.money)
  const instruments = [...new Set(parts.map((part) => part.benefit.instrument))]
  const groups = instruments.map((instrument) => {
    const own = parts.filter((part) => part.benefit.instrument === instrument)
    const paid = own.filter((part) => part.exact.numerator > 0n)
    return {
      instrument,
      minor: rounded(programme, own, trail),
      benefits: [...new Set(paid.map((part) => part.benefit.id))],
      units: [...new Set(paid.flatMap((part) => (part.subject === null ? [] : [part.subject])))],
    }
  })
  return withinAccount(programme, facts, groups, trail)
}

function rounded(programme: Programme, parts: readonly MoneyPart[], trail: Trail): bigint {
  const { mode, level, toMinor } = programme.rounding
  const quantum = BigInt(toMinor ?? 1)
  if (level === 'sum') {
    const exact = parts.reduce((sum, part) => plus(sum, part.exact), zero)
    return told(programme, exact, capped(roundTo(exact, mode, quantum), sumOfCaps(parts)), null, trail)
  }
  let sum = 0n
  for (const { exact, cap, subject } of parts)
    sum += told(programme, exact, capped(roundTo(exact, mode, quantum), cap), subject, trail)
  return sum
}

/** Writes a rounding down: for a line only where it changed something. */
function told(
  { rounding: { mode, level }, currency }: Programme,
  exact: Rational,
  minor: bigint,
  unit: string | null,
  trail: Trail,
): bigint {
  if (exact.numerator !== minor * exact.denominator || unit === null)
    trail.steps.push({
      unit,
      words: `Rounded ${modeWords[mode]}${levelWords[level]}: ${formatMoney({ minor, currency })}`,
      exact: exactText(exact),
    })
  return minor
}

const modeWords: Record<Programme['rounding']['mode'], string> = {
  halfUp: 'half up',
  halfDown: 'half down',
  halfEven: 'half to even',
  up: 'up',
  down: 'down',
}
const levelWords: Record<Programme['rounding']['level'], string> = {
  sum: ', once over all',
  unit: '',
  day: ', for each day',
}

/** Rounding up may not lift an amount over its cap. */
const capped = (minor: bigint, cap: Rational | null): bigint =>
  cap && isAbove(whole(minor), cap) ? roundTo(cap, 'down') : minor
const sumOfCaps = (parts: readonly MoneyPart[]): Rational | null =>
  parts.reduce<Rational | null>((sum, { cap }) => (sum && cap ? plus(sum, cap) : null), zero)

function withinAccount(
  programme: Programme,
  facts: Facts,
  groups: readonly Settled[],
  trail: Trail,
): Settled[] {
  const { limits } = programme
  const gross = groups.reduce((sum, group) => sum + group.minor, 0n)
  const { floor, cap } = limits?.perAccount ?? {}
  let total = gross
  if (floor !== undefined && total > 0n && total < BigInt(floor))
    total = changed(total, BigInt(floor), 'Raised to the least for an account', programme, trail)
  if (cap !== undefined && total > BigInt(cap))
    total = changed(total, BigInt(cap), 'Held to the most for an account', programme, trail)
  const given = facts.given ?? []
  const own = given.filter((each) => each.programme === programme.id && each.outage === facts.outage.id)
  const once = afterVersions(programme, own, total, trail)
  total = changed(total, once, 'Less what this programme gave before', programme, trail)
  const alone = afterOthers(programme, facts, given, total, trail)
  total = changed(total, alone, 'Less what the group gave for this outage', programme, trail)
  const inPeriod = afterWindow(programme, given, total, trail)
  total = changed(total, inPeriod, 'Held to what is left for the period', programme, trail)
  return spread(groups, total, gross)
}

/** Writes down that the account's total changed. */
function changed(from: bigint, to: bigint, words: string, { currency }: Programme, trail: Trail): bigint {
  if (to === from) return from
  const total = to > 0n ? to : 0n
  trail.steps.push({
    unit: null,
    words: `${words}: ${formatMoney({ minor: total, currency })}`,
    exact: total.toString(),
  })
  return total
}

/** A changed total goes to the instruments in order: the first is filled first, and takes what was added. */
function spread(groups: readonly Settled[], total: bigint, gross: bigint): Settled[] {
  let left = total
  return groups.map((group, index) => {
    const wanted = index === 0 && total > gross ? group.minor + total - gross : group.minor
    const minor = wanted < left ? wanted : left
    left -= minor
    return { ...group, minor }
  })
}
