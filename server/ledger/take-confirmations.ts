import type { Confirmation } from '#shared/ledger/confirmation.ts'
import { recordDeskEvent } from '../audit/record-event.ts'
import type { Work } from '../work.ts'
import { confirmItems } from './confirm-items.ts'

/** Takes a webhook's confirmations and writes down that they came, and what of them is not ours. */
export async function takeConfirmations(
  work: Work,
  confirmations: readonly Confirmation[],
): Promise<{ moved: number; unchanged: number; unknown: number }> {
  const { moved, unchanged, unknown } = await confirmItems(work, confirmations)
  const detail = { moved, unchanged, unknown: unknown.length }
  if (moved > 0) await recordDeskEvent(work, { action: 'billing-confirmed', detail })
  for (const { transferId } of unknown.slice(0, 20))
    await recordDeskEvent(work, {
      action: 'billing-unknown',
      outcome: 'refused',
      detail: { transferId: transferId.toString() },
    })
  return detail
}
