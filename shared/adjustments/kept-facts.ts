import { fairOffer, type OfferLine } from '../credits/fair-offer.ts'
import type { Currency } from '../money.ts'
import { canonical, type Digest } from '../programmes/canonical.ts'

/**
 * What a credit by hand was decided on, kept with it: an approver sees what moved since, and anybody can work the offer
 * out again. Amounts are minor units as text; nothing in it says who the customer is.
 */
export type KeptFacts = {
  readonly givenForOutage: string
  readonly givenOnAccount: string
  readonly offered: string
  readonly accountStatus: string
  readonly accountType: string
  readonly billOn: string
  /** One for each line that was open, in the order of charge and seconds: that is all the offer looks at. */
  readonly lines: readonly { readonly monthlyCharge: string; readonly secondsLost: number }[]
  readonly daysOfMonth: number
}

/** The order in which lines were read decides nothing, not even the hash. */
export const keptLines = (lines: readonly OfferLine[]): KeptFacts['lines'] =>
  lines
    .map(({ monthlyCharge, secondsLost }) => ({ monthlyCharge: monthlyCharge.toString(), secondsLost }))
    .sort(
      (one, other) =>
        Number(BigInt(one.monthlyCharge) - BigInt(other.monthlyCharge)) ||
        one.secondsLost - other.secondsLost,
    )

/** The hash that is stored beside the facts. */
export const keptHash = (facts: KeptFacts, digest: Digest): string => digest(canonical(facts))

/** The fair offer (rulings 3) once more, from what was kept, in minor units. */
export const offeredOn = (facts: KeptFacts, currency: Currency): bigint =>
  fairOffer(
    facts.lines.map(({ monthlyCharge, secondsLost }) => ({
      monthlyCharge: BigInt(monthlyCharge),
      secondsLost,
    })),
    facts.daysOfMonth,
    BigInt(facts.givenForOutage),
    currency,
  ).amount.minor
