/** Where a credit is on its way to the customer's bill. Applied shows as "on the bill of 14 March". */
export const billingStates = ['scheduled', 'queued', 'accepted', 'applied', 'failed'] as const
export type BillingState = (typeof billingStates)[number]

export const billingSteps: Record<BillingState, readonly BillingState[]> = {
  scheduled: ['queued', 'failed'],
  queued: ['accepted', 'failed'],
  accepted: ['applied', 'failed'],
  applied: [],
  failed: ['queued'],
}

/** Days before the bill's close at which a credit is handed to billing, and at which billing has taken it. */
export const queuedDaysBefore = 5
export const acceptedDaysBefore = 3

/** One amount that billing is told about. "netted" was taken off a credit before billing booked it. */
export type ItemState = 'queued' | 'accepted' | 'applied' | 'failed' | 'netted'

/** Every legal step of an item. A trigger in the database refuses all others; a test holds the two against each other. */
export const itemSteps: Record<ItemState, readonly ItemState[]> = {
  queued: ['accepted', 'applied', 'failed', 'netted'],
  accepted: ['applied', 'failed'],
  applied: [],
  // Billing's word that it is on a bill counts, whatever it said before.
  failed: ['queued', 'applied'],
  // Until billing says that it has put the credit on a bill in full all the same.
  netted: ['queued'],
}

export type Direction = 'credit' | 'debit'
/** How the message fares: a dead letter was tried as often as is sensible, or refused, and waits for a manager. */
export type Delivery = 'waiting' | 'sent' | 'dead' | 'none'
/** The next bill; or, for an account that is closed, its final bill or a refund. */
export type BillingRoute = 'bill' | 'final_bill' | 'refund'
export type TaxTreatment = 'with_tax' | 'without_tax' | 'billing_decides'

const prefix = 'makeright-'
/** The name of an amount at the biller, for ever: the number of its transfer. It makes a repeat harmless. */
export const itemKey = (transferId: bigint | string): string => `${prefix}${transferId}`

/** The transfer's number out of such a name; null when it is none of ours. */
export function transferIdOf(key: string): bigint | null {
  const match = /^makeright-([1-9]\d{0,17})$/.exec(key)
  return match?.[1] ? BigInt(match[1]) : null
}
