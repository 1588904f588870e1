import { mayStop } from '#shared/staff/permissions.ts'
import { recordDeskEvent } from '../audit/record-event.ts'
import { insist, notFound, Refusal } from '../refusal.ts'
import { actorOf, type Work } from '../work.ts'

/**
 * A manager stops all manual credits, all automatic ones or a programme, at once, in every process: each posting and each
 * batch of a run reads the switch. Requests may still be made.
 */
export async function stopCredits(work: Work, input: { scope: string; reason: string }): Promise<void> {
  const actor = actorOf(work)
  insist(mayStop(actor))
  const made = await work.tx
    .insertInto('stopSwitches')
    .values({
      scope: input.scope,
      reason: input.reason,
      stoppedBy: actor.staffId,
      liftedBy: null,
      liftedAt: null,
    })
    .onConflict((conflict) => conflict.column('scope').where('liftedAt', 'is', null).doNothing())
    .returning('switchId')
    .executeTakeFirst()
  if (!made) throw new Refusal('ALREADY_DECIDED', 'This is stopped already.')
  await recordDeskEvent(work, {
    action: 'stop-credits',
    reason: input.reason,
    detail: { scope: input.scope },
  })
  work.announce({ topic: 'desk' })
}

/** Lifts a stop; a second manager is not needed, the journal names who did. */
export async function liftStop(work: Work, input: { switchId: bigint }): Promise<void> {
  const actor = actorOf(work)
  insist(mayStop(actor))
  const lifted = await work.tx
    .updateTable('stopSwitches')
    .set({ liftedBy: actor.staffId, liftedAt: work.now })
    .where('switchId', '=', input.switchId)
    .where('liftedAt', 'is', null)
    .returning('scope')
    .executeTakeFirst()
  if (!lifted) throw notFound('stop')
  await recordDeskEvent(work, { action: 'lift-stop', detail: { scope: lifted.scope } })
  work.announce({ topic: 'desk' })
}
