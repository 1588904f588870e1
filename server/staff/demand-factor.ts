import type { DemandedOf } from '#shared/staff/sign-on.ts'
import { recordDeskEvent } from '../audit/record-event.ts'
import type { Work } from '../work.ts'

/** Of whom a second factor is demanded, from their very next request on: the owner's to say, and never of nobody. */
export async function demandFactor(work: Work, of: DemandedOf): Promise<void> {
  await work.tx.updateTable('desk').set({ secondFactorOf: of }).execute()
  await recordDeskEvent(work, { action: 'demand-second-factor', detail: { of, by: 'the command' } })
}
