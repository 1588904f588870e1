import { sql } from 'kysely'
import type { RecoveryCodes } from '#shared/staff/views.ts'
import { recordDeskEvent } from '../audit/record-event.ts'
import { Refusal } from '../refusal.ts'
import { actorOf, type Work } from '../work.ts'
import { makeRecoveryCodes } from './make-recovery-codes.ts'

/** Ten new ones instead of those made then; sent once more, it makes no others. */
export async function newRecoveryCodes(
  work: Work,
  { madeAt }: { madeAt: string | null },
): Promise<RecoveryCodes> {
  const { staffId } = actorOf(work)
  await sql`select from second_factors where staff_id = ${staffId} for update`.execute(work.tx)
  const now = await sql<{ madeAt: string | null }>`
    select to_jsonb(max(made_at)) #>> '{}' as made_at from recovery_codes where staff_id = ${staffId}`.execute(
    work.tx,
  )
  if ((now.rows[0]?.madeAt ?? null) !== madeAt)
    throw new Refusal('STALE', 'New codes were made meanwhile. If you do not have them, make others.')
  const codes = await makeRecoveryCodes(work)
  await recordDeskEvent(work, { action: 'new-recovery-codes' })
  return { codes }
}
