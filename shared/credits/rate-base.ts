import type { Rational } from '../money.ts'
import type { RateBase } from '../programmes/document.ts'
import type { Calendar, UnitFacts } from './facts.ts'
import { plus, whole, zero } from './rational.ts'

/** The monthly charge a rate starts from, or null when it is not known. Discounts reduce it, never below zero. */
export function monthlyOf(units: readonly UnitFacts[], base: RateBase | undefined): Rational | null {
  if (!base || units.length === 0) return null
  let sum = zero
  for (const unit of units) {
    const monthly =
      base.basis === 'current' ? current(unit, base) : averageOf(unit, base.basis.averageOfBills)
    if (monthly === null) return null
    sum = plus(sum, monthly)
  }
  return sum
}

function current({ charges }: UnitFacts, { components }: RateBase): Rational | null {
  if (!charges) return null
  let sum = 0n
  let known = false
  for (const component of components) {
    const charge = charges[component]
    if (charge === undefined) continue
    known = true
    sum += BigInt(charge)
  }
  if (!known) return null
  return whole(sum > 0n ? sum : 0n)
}

/** The mean of the bills there are: a customer of two months has no third bill. */
function averageOf({ pastBills }: UnitFacts, bills: number): Rational | null {
  const recent = (pastBills ?? []).slice(0, bills)
  if (recent.length === 0) return null
  const sum = recent.reduce((each, bill) => each + BigInt(bill), 0n)
  return { numerator: sum > 0n ? sum : 0n, denominator: BigInt(recent.length) }
}

/** By how many days a monthly charge is divided, or null when the calendar does not say. */
export function denominatorOf(base: RateBase | undefined, calendar: Calendar | undefined): bigint | null {
  if (!base) return null
  if (typeof base.denominator === 'number') return BigInt(base.denominator)
  const days = base.denominator === 'daysInMonth' ? calendar?.daysInMonth : calendar?.cycleDays
  return days !== undefined && days > 0 ? BigInt(days) : null
}
