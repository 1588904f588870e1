import type { BillingState, Delivery } from './billing.ts'

/** Days before the promised day from which a credit that is not on a bill yet is looked at. */
export const riskDays = 7

export type Promised = {
  billing: BillingState
  delivery: Delivery | null
  billOn: string
  promisedBy: string
}
export type PromiseState = 'kept' | 'on_track' | 'at_risk' | 'broken'

/**
 * How a promise stands on a day. Civil dates compare as text. At risk: it failed, its message was given up, the bill it
 * was meant for is closed without it, or the promised day is near. The board's SQL says the same; a test compares them.
 */
export function promiseState(item: Promised, today: string, riskFrom: string): PromiseState {
  if (item.billing === 'applied') return 'kept'
  if (item.promisedBy < today) return 'broken'
  if (item.billing === 'failed' || item.delivery === 'dead') return 'at_risk'
  return item.billOn < today || item.promisedBy <= riskFrom ? 'at_risk' : 'on_track'
}

/** What somebody has to do about it, in words. */
export function promiseAdvice(item: Promised & { accountClosed: boolean; settled: boolean }): string {
  if (item.accountClosed && item.billing === 'failed' && !item.settled)
    return 'The account is closed: settle it with the final bill or a refund.'
  if (item.billing === 'failed') return 'Billing refused it: mend the cause, then send it again.'
  if (item.delivery === 'dead') return 'Billing could not be reached for hours: send it again.'
  if (item.delivery === 'waiting') return 'It is being sent; the desk tries again by itself.'
  if (item.billing === 'accepted') return 'Billing has it and has not said that it is on a bill: ask billing.'
  return 'It waits for its bill.'
}
