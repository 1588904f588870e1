import type { AccountStatus, AccountType } from '../accounts/account.ts'
import { type Currency, formatMoney, type Money, money, roundHalfUp } from '../money.ts'

export type OfferLine = { readonly monthlyCharge: bigint; readonly secondsLost: number }

export type FairOffer = {
  /** What makes it right now: one day for each affected line less what was given, never below zero (rulings 3). */
  readonly amount: Money
  readonly gross: Money
  readonly given: Money
  readonly affectedLines: number
  readonly daysOfMonth: number
  readonly sentence: string
}

/**
 * The fair offer: one day (monthly plan charge / days of the month) for each affected line. Exact until the sum is
 * rounded once, half up: five lines at $50 in a 29-day month are $8.62.
 * @param daysOfMonth 28-31: of the month in which the outage began, in the outage's zone
 * @param given what was credited for this outage already, automatic and manual, in minor units
 */
export function fairOffer(
  lines: readonly OfferLine[],
  daysOfMonth: number,
  given: bigint,
  currency: Currency,
): FairOffer {
  const affected = lines.filter((line) => line.secondsLost > 0)
  const charges = affected.map((line) => line.monthlyCharge)
  const numerator = charges.reduce((sum, charge) => sum + charge, 0n)
  const gross = roundHalfUp({ numerator, denominator: BigInt(daysOfMonth) })
  const amount = gross > given ? gross - given : 0n
  const terms = { charges, daysOfMonth, gross, given, amount, currency }
  return {
    amount: money(amount, currency),
    gross: money(gross, currency),
    given: money(given, currency),
    affectedLines: affected.length,
    daysOfMonth,
    sentence: affected.length === 0 ? 'No line lost service, so no day is owed.' : offerSentence(terms),
  }
}

type Terms = {
  charges: bigint[]
  daysOfMonth: number
  gross: bigint
  given: bigint
  amount: bigint
  currency: Currency
}

function offerSentence({ charges, daysOfMonth, gross, given, amount, currency }: Terms): string {
  const text = (minor: bigint) => formatMoney(money(minor, currency))
  const sum = `${sumOf(charges, text)} ÷ ${daysOfMonth} days = ${text(gross)}`
  if (given === 0n) return `One day of each affected line: ${sum}`
  if (amount === 0n) return `One day of each affected line: ${sum}; ${text(given)} already given covers it`
  return `One day of each affected line: ${sum}; ${text(given)} already given; ${text(amount)} to make it right`
}

/** "$50.00", "5 lines × $50.00" or "($75.99 + $65.99)"; more than four different charges are grouped by price. */
function sumOf(charges: readonly bigint[], text: (minor: bigint) => string): string {
  const groups = new Map<bigint, number>()
  for (const charge of charges) groups.set(charge, (groups.get(charge) ?? 0) + 1)
  const [first] = groups.keys()
  if (groups.size === 1 && first !== undefined)
    return charges.length === 1 ? text(first) : `${charges.length} lines × ${text(first)}`
  if (charges.length <= 4) return `(${charges.map(text).join(' + ')})`
  return `(${[...groups].map(([charge, count]) => (count === 1 ? text(charge) : `${count} × ${text(charge)}`)).join(' + ')})`
}

/** Why the offer cannot simply be posted for this segment, or null when it can (rulings 6). */
export function offerBar(type: AccountType, status: AccountStatus): string | null {
  if (status === 'closed')
    return 'The account is closed: a credit goes with the final bill or as a refund, through billing operations.'
  if (type === 'prepaid')
    return 'Prepaid has no bill to credit. Send the customer to the prepaid options desk.'
  if (type === 'business')
    return 'Business accounts are made right by their account team; a credit here needs a manager’s override.'
  if (type === 'sub_brand')
    return 'Sub-brand customers are served by their own brand; a credit here needs a manager’s override.'
  return null
}
