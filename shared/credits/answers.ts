import { z } from 'zod'
import { count, exactly, maybeText, money, text, verdict } from '../answers.ts'
import { billingStates } from '../ledger/billing.ts'
import type { CreditState, FairOfferView } from './views.ts'

const programme = { programmeId: text, version: count, title: text }

export const creditState = exactly<CreditState>()(
  z.discriminatedUnion('given', [
    z.strictObject({
      given: z.literal(true),
      credit: z.strictObject({
        creditId: text,
        amount: money,
        billing: z.enum(billingStates),
        scheduledOn: text,
        queuedOn: maybeText,
        acceptedOn: maybeText,
        appliedOn: maybeText,
        failedOn: maybeText,
        failedBecause: maybeText,
        billOn: text,
        promisedBy: text,
        programme: z.strictObject({ ...programme, wording: text }),
        takenBack: money,
        takenBackBy: maybeText,
        mayReverse: verdict,
      }),
    }),
    z.strictObject({
      given: z.literal(false),
      because: text,
      route: maybeText,
      programme: z.strictObject(programme).nullable(),
    }),
  ]),
)

export const fairOffer = exactly<FairOfferView>()(
  z.strictObject({
    amount: money,
    gross: money,
    given: money,
    affectedLines: count,
    daysOfMonth: count,
    sentence: text,
    within: z.boolean(),
    because: maybeText,
  }),
)
