import { sql } from 'kysely'
import { recordDeskEvent } from '../audit/record-event.ts'
import { Refusal } from '../refusal.ts'
import type { Work } from '../work.ts'
import { periodsOf } from './expire.ts'

/** Changes how long a kind is kept: by the database's owner, never below the floor. */
export async function setPeriod(
  work: Work,
  { kind, days, reason }: { kind: string; days: number; reason: string },
): Promise<void> {
  const period = (await periodsOf(work.tx)).find((each) => each.kind === kind)
  if (!period) throw new Refusal('NOT_FOUND', `Nothing is kept under the name ${kind}.`)
  if (days < period.floorDays)
    throw new Refusal(
      'BAD_REQUEST',
      `${kind} are kept for ${period.floorDays} days at least: the law or a promise of the desk asks for it.`,
    )
  if (days === period.keepDays) return
  await sql`update retention set keep_days = ${days}::int, changed_at = now() where kind = ${kind}`.execute(
    work.tx,
  )
  await recordDeskEvent(work, {
    action: 'set-period',
    reason,
    detail: { kind, before: period.keepDays, days },
  })
}
