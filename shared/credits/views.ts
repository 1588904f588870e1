import type { BillingState } from '../ledger/billing.ts'
import type { MoneyView } from '../money.ts'
import type { Verdict } from '../verdict.ts'

export type CreditView = {
  creditId: string
  amount: MoneyView
  billing: BillingState
  scheduledOn: string
  queuedOn: string | null
  acceptedOn: string | null
  appliedOn: string | null
  failedOn: string | null
  failedBecause: string | null
  billOn: string
  promisedBy: string
  programme: { programmeId: string; version: number; title: string; wording: string }
  /** What was taken back of it, by hand or with its whole run. */
  takenBack: MoneyView
  takenBackBy: string | null
  mayReverse: Verdict
}

/** The automatic credit's state: given, not (yet) given though due, or the reason why not and where to send the customer. */
export type CreditState =
  | { given: true; credit: CreditView }
  | {
      given: false
      because: string
      route: string | null
      programme: { programmeId: string; version: number; title: string } | null
    }

/** One day for each affected line, less what was given for this outage (rulings 3). */
export type FairOfferView = {
  amount: MoneyView
  gross: MoneyView
  given: MoneyView
  affectedLines: number
  daysOfMonth: number
  /** The arithmetic in one sentence a customer could follow. */
  sentence: string
  /** False when there is no bill to credit or a segment override is needed; `because` then says so. */
  within: boolean
  because: string | null
}
