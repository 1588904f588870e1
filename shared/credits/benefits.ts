import type { Rational } from '../money.ts'
import type { Benefit, Choice, InKind, Programme } from '../programmes/document.ts'
import type { Facts } from './facts.ts'
import { type FormulaInput, needsOf, worthOf } from './formula.ts'
import type { Subject } from './qualify.ts'
import { denominatorOf, monthlyOf } from './rate-base.ts'
import { isAbove, minus, plus, smaller, whole, zero } from './rational.ts'
import { decide, passesAll, type Trail } from './trail.ts'

/** One benefit for one subject, still exact, or something that is not money. */
export type MoneyPart = {
  readonly benefit: Benefit
  readonly subject: string | null
  readonly exact: Rational
  readonly cap: Rational | null
}
export type OtherPart = {
  readonly benefit: Benefit
  readonly subject: string | null
  readonly gives: InKind | Choice
  readonly input: FormulaInput
}
export type Worked = {
  readonly subject: Subject
  readonly money: MoneyPart[]
  readonly other: OtherPart[]
  readonly total: Rational
}

/** Works out a subject's benefits: those whose tests pass, combined as the programme says, within the unit's limits. */
export function workOut(programme: Programme, facts: Facts, subject: Subject, trail: Trail): Worked {
  let money: MoneyPart[] = []
  const other: OtherPart[] = []
  const { benefits: combine } = programme.stacking
  for (const benefit of programme.benefits) {
    if (!passesAll(benefit.when, facts, subject.unit)) continue
    const input = inputOf(programme, benefit, facts, subject, trail)
    if (benefit.gives.form === 'inKind' || benefit.gives.form === 'choice')
      other.push({ benefit, subject: subject.id, gives: benefit.gives, input })
    else if (isKnown(benefit, input, trail))
      money.push({ benefit, subject: subject.id, exact: worthOf(benefit.gives, input), cap: null })
    else continue
    if (combine === 'first') break
  }
  if (combine === 'max' && money.length > 1)
    money = [money.reduce((best, part) => (isAbove(part.exact, best.exact) ? part : best))]
  const limited = withinUnit(programme, subject, money, trail)
  return { subject, money: limited, other, total: limited.reduce((sum, part) => plus(sum, part.exact), zero) }
}

function inputOf(
  programme: Programme,
  benefit: Benefit,
  facts: Facts,
  subject: Subject,
  trail: Trail,
): FormulaInput {
  return {
    subject: subject.id,
    facts,
    unit: subject.unit,
    measured: subject.measured,
    monthly: monthlyOf(subject.units, benefit.rateBase),
    denominator: denominatorOf(benefit.rateBase, facts.calendar),
    rounding: programme.rounding,
    currency: programme.currency,
    steps: trail.steps,
  }
}

/** A rate that is not known is a decision against, never a zero that looks like an answer. */
function isKnown(
  { id, gives }: Benefit,
  { monthly, denominator, subject }: FormulaInput,
  trail: Trail,
): boolean {
  if (gives.form === 'inKind' || gives.form === 'choice') return true
  const needs = needsOf(gives)
  const missing =
    needs.monthly && monthly === null
      ? 'monthly charge'
      : needs.days && denominator === null
        ? 'number of days to divide by'
        : null
  if (missing === null) return true
  return decide(trail, {
    id: `${id}-rate`,
    unit: subject,
    input: 'not known',
    expected: 'known',
    passed: false,
    words: `The ${missing} is not known.`,
  })
}

/** The unit's floor, then its cap: where a document contradicts itself, the cap wins. Later benefits lose first. */
function withinUnit(
  programme: Programme,
  subject: Subject,
  parts: readonly MoneyPart[],
  trail: Trail,
): MoneyPart[] {
  const limit = programme.limits?.perUnit
  const last = parts.at(-1)
  if (!limit || !last) return [...parts]
  const total = parts.reduce((sum, part) => plus(sum, part.exact), zero)
  const floor = limit.floor === undefined ? zero : whole(BigInt(limit.floor))
  const short = isAbove(total, zero) && isAbove(floor, total) ? minus(floor, total) : zero
  const monthly = limit.monthlyRate ? monthlyOf(subject.units, last.benefit.rateBase) : null
  const named = limit.cap === undefined ? null : whole(BigInt(limit.cap))
  const cap = monthly && named ? smaller(monthly, named) : (monthly ?? named)
  if (short !== zero)
    trail.steps.push({
      unit: subject.id,
      words: 'Raised to the least the programme pays',
      exact: limit.floor ?? '0',
    })
  let left = cap
  return parts.map((part) => {
    const raised = part === last ? plus(part.exact, short) : part.exact
    if (left === null) return { ...part, exact: raised }
    const exact = smaller(raised, left)
    if (isAbove(raised, exact))
      trail.steps.push({
        unit: subject.id,
        words: 'Held to the most the programme pays',
        exact: `${exact.numerator}`,
      })
    const capped = { ...part, exact, cap: left }
    left = minus(left, exact)
    return capped
  })
}
