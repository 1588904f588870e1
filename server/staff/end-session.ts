import { sql } from 'kysely'
import { mayEndSessions } from '#shared/staff/permissions.ts'
import { recordDeskEvent } from '../audit/record-event.ts'
import { notFound } from '../refusal.ts'
import { actorOf, type Work } from '../work.ts'
import { endSessionsOf } from './end-sessions-of.ts'

/** Ends one session: one's own on another machine, or somebody else's by those who may. What one may not end is not there. */
export async function endSession(
  work: Work,
  { sessionId, here }: { sessionId: bigint; here: bigint },
): Promise<{ ended: number; here: boolean }> {
  const found = await sql<{ staffId: bigint }>`
    select staff_id from sessions where session_id = ${sessionId} and stage = 'whole'`.execute(work.tx)
  const staffId = found.rows[0]?.staffId
  if (staffId === undefined || !mayEndSessions(actorOf(work), staffId).ok) throw notFound('session')
  const ended = await endSessionsOf(work, staffId, { only: sessionId })
  await recordDeskEvent(work, { action: 'end-session', detail: { staffId: staffId.toString(), ended } })
  return { ended, here: sessionId === here }
}
