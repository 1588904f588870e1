import type { Rational } from '../money.ts'
import type { RoundingMode } from '../programmes/document.ts'

/** Exact arithmetic on fractions with a positive denominator; nothing is rounded until a programme's named rounding. */
export const whole = (value: bigint): Rational => ({ numerator: value, denominator: 1n })
export const zero: Rational = whole(0n)

export function plus(a: Rational, b: Rational): Rational {
  if (a.denominator === b.denominator)
    return { numerator: a.numerator + b.numerator, denominator: a.denominator }
  return reduced({
    numerator: a.numerator * b.denominator + b.numerator * a.denominator,
    denominator: a.denominator * b.denominator,
  })
}
export const minus = (a: Rational, b: Rational): Rational =>
  plus(a, { numerator: -b.numerator, denominator: b.denominator })
export const times = (a: Rational, b: Rational): Rational => ({
  numerator: a.numerator * b.numerator,
  denominator: a.denominator * b.denominator,
})
export const over = (a: Rational, by: bigint): Rational => ({
  numerator: a.numerator,
  denominator: a.denominator * by,
})
export const isAbove = (a: Rational, b: Rational): boolean =>
  a.numerator * b.denominator > b.numerator * a.denominator
export const larger = (a: Rational, b: Rational): Rational => (isAbove(b, a) ? b : a)
export const smaller = (a: Rational, b: Rational): Rational => (isAbove(a, b) ? b : a)

export function reduced({ numerator, denominator }: Rational): Rational {
  let a = numerator < 0n ? -numerator : numerator
  let b = denominator
  while (b !== 0n) [a, b] = [b, a % b]
  return a > 1n ? { numerator: numerator / a, denominator: denominator / a } : { numerator, denominator }
}

/** "5000/29", or "500" when whole. */
export function exactText(value: Rational): string {
  const { numerator, denominator } = reduced(value)
  return denominator === 1n ? numerator.toString() : `${numerator}/${denominator}`
}

/** Reads "2" or "0.5" exactly. */
export function decimalOf(text: string): Rational {
  const point = text.indexOf('.')
  if (point < 0) return whole(BigInt(text))
  const places = text.length - point - 1
  return {
    numerator: BigInt(text.slice(0, point) + text.slice(point + 1)),
    denominator: 10n ** BigInt(places),
  }
}

/** Rounds to a whole multiple of a quantum. Halves go away from zero (halfUp), towards it (halfDown) or to the even one. */
export function roundTo(value: Rational, mode: RoundingMode, quantum = 1n): bigint {
  const negative = value.numerator < 0n
  const size = negative ? -value.numerator : value.numerator
  const denominator = value.denominator * quantum
  const down = size / denominator
  const rest = size % denominator
  const up = rest > 0n && raises(mode, 2n * rest, denominator, down)
  const rounded = (up ? down + 1n : down) * quantum
  return negative ? -rounded : rounded
}

function raises(mode: RoundingMode, twice: bigint, denominator: bigint, down: bigint): boolean {
  if (mode === 'up') return true
  if (mode === 'down') return false
  if (twice !== denominator) return twice > denominator
  return mode === 'halfUp' || (mode === 'halfEven' && down % 2n === 1n)
}
