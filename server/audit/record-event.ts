import { type RawBuilder, sql } from 'kysely'
import type { Work } from '../work.ts'

export type EventDetail = Record<string, string | number | boolean | null | readonly string[]>
export type AccountEvent = {
  accountId: string
  action: string
  adjustmentId?: bigint
  creditId?: bigint
  reason?: string
  outcome?: string
  detail?: EventDetail
}
export type DeskEvent = Omit<AccountEvent, 'accountId' | 'adjustmentId' | 'creditId'> & {
  /** Whose act it is when nobody is signed in yet, or any more. */
  actorId?: bigint
}

/** What somebody asked and was shown, or was refused: it changed nothing and stands for itself. */
export type CallEvent = {
  accountId: string | null
  /** Null, as the session, for somebody who has not signed in. */
  actorId: string | null
  action: string
  outcome: string
  detail: EventDetail
  requestId: string
  session: string | null
  address: string
}

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
  work.journal.events += 1
  return sql`insert into account_events (account_id, business_date, actor_id, action, outcome, adjustment_id, credit_id, reason, detail, request_id, session, address)
    select ${event.accountId}::text, ${work.businessDate}::date, ${work.actor?.staffId ?? null}::bigint, ${event.action}::text, ${event.outcome ?? 'done'}::text,
      ${adjustmentId}, ${event.creditId ?? null}::bigint, ${event.reason ?? null}::text, ${JSON.stringify(event.detail ?? {})}::jsonb, ${work.requestId}::text,
      ${work.session}::text, ${work.address}::text ${from}`
}

export async function recordDeskEvent(work: Work, event: DeskEvent): Promise<void> {
  work.journal.events += 1
  await work.tx
    .insertInto('deskEvents')
    .values({
      businessDate: work.businessDate,
      actorId: event.actorId ?? work.actor?.staffId ?? null,
      action: event.action,
      outcome: event.outcome ?? 'done',
      reason: event.reason ?? null,
      detail: JSON.stringify(event.detail ?? {}),
      requestId: work.requestId,
      session: work.session,
      address: work.address,
    })
    .execute()
}

/**
 * Many people's calls as one statement. They are on this server's disk when it is answered, and do not wait for a
 * standby: a standby that hangs must not stop people from reading (docs/journal.md says what that means for a failover).
 */
export function callsInsert(businessDate: string, calls: readonly CallEvent[]): RawBuilder<unknown> {
  const columns = sql`business_date, actor_id, action, outcome, detail, request_id, session, address`
  const values = sql`${businessDate}::date, actor_id, action, outcome, detail, request_id, session, address`
  const given = JSON.stringify(
    calls.map((call) => ({
      account_id: call.accountId,
      actor_id: call.actorId,
      action: call.action,
      outcome: call.outcome,
      detail: call.detail,
      request_id: call.requestId,
      session: call.session,
      address: call.address,
    })),
  )
  return sql`
    with given as materialized (
      select called.* from (select set_config('synchronous_commit', 'local', true)) here, jsonb_to_recordset(${given}::jsonb)
        as called (account_id text, actor_id bigint, action text, outcome text, detail jsonb, request_id text, session text, address text)
    ), about_accounts as (
      insert into account_events (account_id, ${columns}) select account_id, ${values} from given where account_id is not null
    )
    insert into desk_events (${columns}) select ${values} from given where account_id is null`
}
