import type { ItemState } from './billing.ts'

/** What the biller says of an item: by its answer, by a webhook, or when it is asked. */
export type Confirmation = {
  accountId: string
  transferId: bigint
  state: 'accepted' | 'applied' | 'failed'
  /** When it was so at the biller; null when it answers us directly. */
  at: Date | null
  billerId: string | null
  /** Minor units the biller booked, when it says so. */
  billed: bigint | null
  because: string | null
}

/** TMF654's four states of an action, as ours. */
export const stateOfStatus: Record<string, Confirmation['state']> = {
  created: 'accepted',
  completed: 'applied',
  failed: 'failed',
  cancelled: 'failed',
}

/**
 * Where a confirmation moves an item, or null when it says nothing new. States only move forward, so what is repeated,
 * delayed or out of order does no harm; a failure that is older than the last resend is about the attempt before.
 */
export function moveOf(
  item: { billing: ItemState; resentAt: Date | null },
  { state, at }: Pick<Confirmation, 'state' | 'at'>,
): Confirmation['state'] | null {
  if (item.billing === 'applied' || item.billing === 'netted') return null
  if (state === 'applied') return 'applied'
  if (item.billing === 'failed') return null
  if (state === 'accepted') return item.billing === 'queued' ? 'accepted' : null
  const old = at !== null && item.resentAt !== null && at <= item.resentAt
  return old ? null : 'failed'
}
