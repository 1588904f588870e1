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
