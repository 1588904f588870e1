import { recordDeskEvent } from '../audit/record-event.ts'
import { Refusal } from '../refusal.ts'
import { actorOf, type Work } from '../work.ts'

/** Back to a password alone, or to another phone: one's own act, right after a step-up. */
export async function removeSecondFactor(work: Work): Promise<void> {
  const { staffId } = actorOf(work)
  const removed = await work.tx
    .deleteFrom('secondFactors')
    .where('staffId', '=', staffId)
    .returning('staffId')
    .executeTakeFirst()
  if (!removed) throw new Refusal('NOT_FOUND', 'You have no second factor.')
  await work.tx.deleteFrom('recoveryCodes').where('staffId', '=', staffId).execute()
  await recordDeskEvent(work, { action: 'remove-second-factor' })
}
