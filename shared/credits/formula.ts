import { type Currency, formatMoney, type Rational } from '../money.ts'
import type { DayCount, MoneyFormula, Rounding } from '../programmes/document.ts'
import { type FactName, factKinds } from '../programmes/fact-names.ts'
import { type Facts, factOf, type UnitFacts } from './facts.ts'
import { calendarDaysOf, type Measured } from './measure.ts'
import {
  decimalOf,
  exactText,
  larger,
  over,
  plus,
  reduced,
  roundTo,
  smaller,
  times,
  whole,
  zero,
} from './rational.ts'
import type { Step } from './trail.ts'

/** Everything one formula may look at. A formula that needs what is null was kept out before (evaluate-unit.ts). */
export type FormulaInput = {
  readonly subject: string | null
  readonly facts: Facts
  readonly unit: UnitFacts | null
  readonly measured: Measured
  readonly monthly: Rational | null
  readonly denominator: bigint | null
  readonly rounding: Rounding
  readonly currency: Currency
  readonly steps: Step[]
}

/** The value of a formula, exactly. The forms are a closed list: nothing in a document is ever run as code. */
export function worthOf(formula: MoneyFormula, input: FormulaInput): Rational {
  switch (formula.form) {
    case 'flat':
      return step(input, whole(BigInt(formula.minor)), 'A flat amount')
    case 'dailyRate':
      return dailyRate(formula.days, input)
    case 'percentOfMonthly': {
      const monthly = input.monthly ?? zero
      const value = over(times(monthly, decimalOf(formula.percent)), 100n)
      return step(input, value, `${formula.percent} % of ${moneyWords(monthly, input)} a month`)
    }
    case 'amountOfFact':
      return step(input, whole(amountOf(formula.fact, input)), capital(factKinds[formula.fact].words))
    case 'percentOfFact': {
      const value = over(times(whole(amountOf(formula.fact, input)), decimalOf(formula.percent)), 100n)
      return step(input, value, `${formula.percent} % of ${factKinds[formula.fact].words}`)
    }
    case 'perFact': {
      const count = amountOf(formula.fact, input)
      const value = times(worthOf(formula.each, input), whole(count))
      return step(input, value, `× ${count} (${factKinds[formula.fact].words})`)
    }
    case 'max':
    case 'min':
    case 'sum':
      return several(formula, input)
    case 'perDaySchedule':
      return schedule(formula, input)
  }
}

/** Whether a formula divides a monthly charge, and by days: what has to be known before it is asked. */
export function needsOf(formula: MoneyFormula): { monthly: boolean; days: boolean } {
  switch (formula.form) {
    case 'dailyRate':
      return { monthly: true, days: true }
    case 'percentOfMonthly':
      return { monthly: true, days: false }
    case 'perFact':
      return needsOf(formula.each)
    case 'max':
    case 'min':
    case 'sum':
      return both(formula.of.map(needsOf))
    case 'perDaySchedule':
      return both(formula.tiers.map((tier) => needsOf(tier.each)))
    default:
      return { monthly: false, days: false }
  }
}
const both = (needs: { monthly: boolean; days: boolean }[]): { monthly: boolean; days: boolean } => ({
  monthly: needs.some((need) => need.monthly),
  days: needs.some((need) => need.days),
})

function dailyRate(rule: DayCount, input: FormulaInput): Rational {
  const { monthly, denominator } = input
  // Only an option of a choice comes here without a rate; it is then worth nothing.
  if (monthly === null || denominator === null) return step(input, zero, 'The rate is not known')
  const exact = over(monthly, denominator)
  const quantum = BigInt(input.rounding.toMinor ?? 1)
  const rate = input.rounding.level === 'day' ? whole(roundTo(exact, input.rounding.mode, quantum)) : exact
  const days = daysOf(rule, input.measured)
  return step(
    input,
    times(rate, days),
    `${moneyWords(monthly, input)} ÷ ${denominator} days × ${exactText(days)} ${exactText(days) === '1' ? 'day' : 'days'}`,
  )
}

/** The days a rule counts, exactly: 61 minutes are 61/1440 of a day, or one started day. */
export function daysOf(rule: DayCount, measured: Measured): Rational {
  if (rule.count === 'fixed') return decimalOf(rule.days)
  return bounded(counted(rule, measured), rule, measured.seconds)
}

function counted(rule: Exclude<DayCount, { readonly count: 'fixed' }>, measured: Measured): Rational {
  const seconds = whole(BigInt(measured.seconds))
  if (rule.count === 'calendar') return whole(BigInt(calendarDaysOf(rule, measured)))
  if (rule.count !== 'exact')
    return whole(roundTo(over(seconds, 86_400n), rule.count === 'started' ? 'up' : 'down'))
  const lengthened = rule.times ? times(seconds, decimalOf(rule.times)) : seconds
  const unit = { second: 1n, minute: 60n, hour: 3_600n, day: 86_400n }[rule.upToWhole ?? 'second']
  const value = rule.upToWhole ? whole(roundTo(lengthened, 'up', unit)) : lengthened
  return reduced(over(value, 86_400n))
}

/** The least applies to a loss, not to none. */
function bounded(
  days: Rational,
  { least, most }: { least?: number; most?: number },
  seconds: number,
): Rational {
  const raised = least !== undefined && seconds > 0 ? larger(days, whole(BigInt(least))) : days
  return most === undefined ? raised : smaller(raised, whole(BigInt(most)))
}

function several(formula: MoneyFormula & { form: 'max' | 'min' | 'sum' }, input: FormulaInput): Rational {
  const combine = { max: larger, min: smaller, sum: plus }[formula.form]
  const values = formula.of.map((each) => worthOf(each, input))
  const value = values.reduce((sum, each) => combine(sum, each))
  return step(
    input,
    value,
    { max: 'The larger of these', min: 'The smaller of these', sum: 'Together' }[formula.form],
  )
}

function schedule(formula: MoneyFormula & { form: 'perDaySchedule' }, input: FormulaInput): Rational {
  const days = roundTo(daysOf(formula.days, input.measured), 'down')
  let sum = zero
  for (const { fromDay, toDay, each } of formula.tiers) {
    const last = toDay === null || BigInt(toDay) > days ? days : BigInt(toDay)
    const inTier = last - BigInt(fromDay) + 1n
    if (inTier <= 0n) continue
    const value = times(worthOf(each, input), whole(inTier))
    sum = plus(
      sum,
      step(
        input,
        value,
        `× ${inTier} ${inTier === 1n ? 'day' : 'days'}, from day ${fromDay}${toDay === null ? ' on' : ` to ${toDay}`}`,
      ),
    )
  }
  return sum
}

/** A number among the facts; one that is missing or below zero counts as zero. */
function amountOf(name: FactName, input: FormulaInput): bigint {
  const found = factOf(name, input.facts, input.unit)
  return typeof found === 'number' && found > 0 ? BigInt(Math.floor(found)) : 0n
}

function step(input: FormulaInput, value: Rational, words: string): Rational {
  const { steps, subject } = input
  steps.push({ unit: subject, words: `${words} = ${moneyWords(value, input)}`, exact: exactText(value) })
  return value
}

/** "$8.62", or "about $1.72" when there is more behind the cent. */
export function moneyWords(value: Rational, { currency }: { currency: Currency }): string {
  const minor = roundTo(value, 'halfUp')
  const text = formatMoney({ minor, currency })
  return minor * value.denominator === value.numerator ? text : `about ${text}`
}
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
