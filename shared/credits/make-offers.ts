import { moneyView } from '../money.ts'
import type { Choice, InKind, Programme } from '../programmes/document.ts'
import { type OtherPart, workOut } from './benefits.ts'
import type { Facts } from './facts.ts'
import { worthOf } from './formula.ts'
import type { Offer, OfferedInKind, OfferedMoney, OfferState } from './offers.ts'
import { subjectsOf } from './qualify.ts'
import { roundTo } from './rational.ts'
import { mostUnits, settle } from './settle.ts'
import type { Trail } from './trail.ts'

/** The offers to an admitted account: its lines qualified, worked out, limited, rounded and set against what was given. */
export function offersOf(programme: Programme, facts: Facts, delivery: OfferState, trail: Trail): Offer[] {
  const worked = subjectsOf(programme, facts, trail).map((subject) =>
    workOut(programme, facts, subject, trail),
  )
  const paying = worked.filter((each) => each.total.numerator > 0n)
  const kept = mostUnits(paying, programme.limits?.maxUnits, trail)
  const money = settle(programme, facts, kept, trail).flatMap(
    ({ minor, instrument, benefits, units }): Offer[] =>
      minor === 0n
        ? []
        : [
            {
              benefits,
              units,
              instrument: refundOr(instrument, delivery),
              gives: moneyOffer(minor, programme),
              ...delivery,
            },
          ],
  )
  return [
    ...money,
    ...otherOffers(
      programme,
      worked.flatMap((each) => each.other),
      delivery,
    ),
  ]
}

const moneyOffer = (minor: bigint, { currency }: Programme): OfferedMoney => ({
  form: 'money',
  amount: moneyView({ minor, currency }),
})
const refundOr = (instrument: Offer['instrument'], { goesTo }: OfferState): Offer['instrument'] =>
  instrument === 'billCredit' && goesTo === 'refund' ? 'refund' : instrument

/** What is not money is one offer for each benefit, for all the units that have it. */
function otherOffers(programme: Programme, parts: readonly OtherPart[], delivery: OfferState): Offer[] {
  return [...new Set(parts.map((part) => part.benefit))].flatMap((benefit) => {
    const own = parts.filter((part) => part.benefit === benefit)
    const units = own.flatMap((part) => (part.subject === null ? [] : [part.subject]))
    const [first] = own
    if (!first) return []
    const gives =
      first.gives.form === 'inKind' ? kindOffer(first.gives) : choiceOffer(programme, first.gives, own)
    return [{ benefits: [benefit.id], units, instrument: benefit.instrument, gives, ...delivery }]
  })
}

const kindOffer = ({ form, what, quantity, words, cycles, validDays }: InKind): OfferedInKind => ({
  form,
  what,
  quantity,
  words,
  cycles,
  validDays,
})

function choiceOffer(programme: Programme, choice: Choice, parts: readonly OtherPart[]): Offer['gives'] {
  const { mode, toMinor } = programme.rounding
  return {
    form: 'choice',
    of: choice.of.map(({ id, label, instrument, gives }) => {
      if (gives.form === 'inKind') return { id, label, instrument, gives: kindOffer(gives) }
      const minor = parts.reduce(
        (sum, { input }) => sum + roundTo(worthOf(gives, input), mode, BigInt(toMinor ?? 1)),
        0n,
      )
      return { id, label, instrument, gives: moneyOffer(minor, programme) }
    }),
  }
}
