/** ISO 4217 code; each has its own number of minor digits (USD 2, JPY 0). */
export type Currency = string

/** An amount in integer minor units (cents for USD), never a float. Always with its currency. */
export type Money = { readonly minor: bigint; readonly currency: Currency }

/** Money as JSON carries it: minor units as a decimal string, because JSON numbers lose digits past 2^53. */
export type MoneyView = { readonly minor: string; readonly currency: Currency }

/** An exact fraction. Arithmetic stays exact until one named rounding (rulings: rounded once, half up). */
export type Rational = { readonly numerator: bigint; readonly denominator: bigint }

const minorDigits: Record<Currency, number> = { JPY: 0, KRW: 0 }
const symbols: Record<Currency, string> = {
  USD: '$',
  CAD: 'CA$',
  GBP: '£',
  EUR: '€',
  AUD: 'A$',
  JPY: '¥',
  KRW: '₩',
}
const digitsOf = (currency: Currency): number => minorDigits[currency] ?? 2

export const money = (minor: bigint, currency: Currency): Money => ({ minor, currency })
export const moneyView = (amount: Money): MoneyView => ({
  minor: amount.minor.toString(),
  currency: amount.currency,
})
export const moneyOf = (view: MoneyView): Money => ({ minor: BigInt(view.minor), currency: view.currency })

/** "$1,234.50"; negative as "-$1.00". */
export function formatMoney(amount: Money | MoneyView): string {
  const minor = BigInt(amount.minor)
  const digits = digitsOf(amount.currency)
  const text = (minor < 0n ? -minor : minor).toString().padStart(digits + 1, '0')
  const whole = text.slice(0, text.length - digits).replace(/\B(?=(\d{3})+$)/g, ',')
  const symbol = symbols[amount.currency] ?? `${amount.currency} `
  return `${minor < 0n ? '-' : ''}${symbol}${whole}${digits > 0 ? `.${text.slice(-digits)}` : ''}`
}

/**
 * Reads what a person typed: "10", "$10.00", "1,234.50". Returns null for anything else: signs, spaces inside, three
 * decimals, a decimal comma, exponents, misplaced thousands separators, more than 12 whole digits.
 */
export function parseMoney(text: string, currency: Currency): Money | null {
  const digits = digitsOf(currency)
  const bare = text.trim().replace(/^\$/, '')
  const match = /^(\d{1,12}|\d{1,3}(?:,\d{3}){1,3})(?:\.(\d+))?$/.exec(bare)
  if (!match?.[1]) return null
  const fraction = match[2] ?? ''
  if (fraction !== '' && fraction.length !== digits) return null
  return money(BigInt(match[1].replaceAll(',', '') + fraction.padEnd(digits, '0')), currency)
}

/** Rounds half up (away from zero for negatives): the house's rule unless a programme names another. */
export function roundHalfUp({ numerator, denominator }: Rational): bigint {
  if (denominator <= 0n) throw new RangeError('a fraction needs a positive denominator')
  const negative = numerator < 0n
  const size = negative ? -numerator : numerator
  const rounded = (2n * size + denominator) / (2n * denominator)
  return negative ? -rounded : rounded
}
