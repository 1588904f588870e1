import { mayRefuse } from '#shared/adjustments/permissions.ts'
import type { AdjustmentView } from '#shared/adjustments/views.ts'
import type { Work } from '../work.ts'
import { type RequestKey, viewRequest } from './load-request.ts'
import { turnDownRequest } from './turn-down-request.ts'

/** Refuses a request, for good. */
export async function refuseAdjustment(
  work: Work,
  input: RequestKey & { reason: string },
): Promise<AdjustmentView> {
  await turnDownRequest(work, input, { may: mayRefuse, state: 'refused', action: 'refuse-adjustment' })
  return viewRequest(work, input)
}
