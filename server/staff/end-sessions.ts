import { mayEndSessions } from '#shared/staff/permissions.ts'
import { recordDeskEvent } from '../audit/record-event.ts'
import { notFound } from '../refusal.ts'
import { actorOf, type Work } from '../work.ts'
import { endSessionsOf } from './end-sessions-of.ts'

/** Signs a person out everywhere; whoever does it to themselves keeps the session they do it in. */
export async function endSessions(
  work: Work,
  { staffId, here }: { staffId: bigint; here: bigint },
): Promise<{ ended: number }> {
  const actor = actorOf(work)
  const person = await work.tx
    .selectFrom('staff')
    .select('staffId')
    .where('staffId', '=', staffId)
    .executeTakeFirst()
  if (!person || !mayEndSessions(actor, staffId).ok) throw notFound('person')
  const ended = await endSessionsOf(work, staffId, { except: staffId === actor.staffId ? here : null })
  await recordDeskEvent(work, { action: 'end-sessions', detail: { staffId: staffId.toString(), ended } })
  return { ended }
}
