import type { MoneyView } from '../money.ts'
import type { Delivery, InKind, Instrument } from '../programmes/document.ts'

/** What an evaluation says the customer may have. */
export type Offer = {
  readonly benefits: readonly string[]
  /** Lines or services it is for; empty for the account as a whole. */
  readonly units: readonly string[]
  readonly instrument: Instrument
  readonly gives: OfferedMoney | OfferedInKind | OfferedChoice
  readonly state: 'due' | 'toAccept' | 'toClaim' | 'toApprove'
  readonly deadline: string | null
  readonly withinCycles: number
  /** Where it goes: a closed account has no next bill. */
  readonly goesTo: 'nextBill' | 'finalBill' | 'refund'
}
export type OfferedMoney = { readonly form: 'money'; readonly amount: MoneyView }
export type OfferedInKind = Pick<InKind, 'form' | 'what' | 'quantity' | 'words' | 'cycles' | 'validDays'>
export type OfferedChoice = {
  readonly form: 'choice'
  readonly of: readonly {
    readonly id: string
    readonly label: string
    readonly instrument: Instrument
    readonly gives: OfferedMoney | OfferedInKind
  }[]
}
export type OfferState = Pick<Offer, 'state' | 'deadline' | 'withinCycles' | 'goesTo'>

const statesByMode: Record<Delivery['mode'], Offer['state']> = {
  automatic: 'due',
  accept: 'toAccept',
  claim: 'toClaim',
  manual: 'toApprove',
}
export const stateOfMode = (mode: Delivery['mode']): Offer['state'] => statesByMode[mode]
