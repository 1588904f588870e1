import { sql } from 'kysely'
import type { Work } from '../work.ts'

export type AccountEvent = {
  accountId: string
  action: string
  adjustmentId?: bigint
  creditId?: bigint
  reason?: string
  outcome?: string
  detail?: Record<string, string | number | boolean | null>
}
export type DeskEvent = Omit<AccountEvent, 'accountId' | 'adjustmentId' | 'creditId'>

/** The one writer of events. Ids and amounts only: what is personal stays in its own table. */
export async function recordEvent(work: Work, event: AccountEvent): Promise<void> {
  await accountEventInsert(
    work,
    event,
    event.adjustmentId === undefined ? sql`null::bigint` : sql`${event.adjustmentId}::bigint`,
  ).execute(work.tx)
}

/** The insert as a fragment, for commands that write everything in one statement; `from` may name a CTE to depend on. */
export function accountEventInsert(
  work: Work,
  event: AccountEvent,
  adjustmentId: ReturnType<typeof sql>,
  from = sql``,
) {
  return sql`insert into account_events (account_id, business_date, actor_id, action, outcome, adjustment_id, credit_id, reason, detail, request_id)
    select ${event.accountId}::text, ${work.businessDate}::date, ${work.actor?.staffId ?? null}::bigint, ${event.action}::text, ${event.outcome ?? 'done'}::text,
      ${adjustmentId}, ${event.creditId ?? null}::bigint, ${event.reason ?? null}::text, ${JSON.stringify(event.detail ?? {})}::jsonb, ${work.requestId}::text ${from}`
}

export async function recordDeskEvent(work: Work, event: DeskEvent): Promise<void> {
  await work.tx
    .insertInto('deskEvents')
    .values({
      businessDate: work.businessDate,
      actorId: work.actor?.staffId ?? null,
      action: event.action,
      outcome: event.outcome ?? 'done',
      reason: event.reason ?? null,
      detail: JSON.stringify(event.detail ?? {}),
      requestId: work.requestId,
    })
    .execute()
}
