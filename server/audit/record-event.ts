import { sql } from 'kysely'
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
  actorId: string
  action: string
  outcome: string
  detail: EventDetail
  requestId: string
  session: string
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
 * Many people's calls in one transaction. It is on this server's disk when it commits and does not wait for a standby:
 * a standby that hangs must not stop people from reading (docs/journal.md says what that means for a failover).
 */
export async function recordCalls(work: Work, calls: readonly CallEvent[]): Promise<void> {
  const aboutAccounts = calls.filter(({ accountId }) => accountId !== null)
  const others = calls.filter(({ accountId }) => accountId === null)
  const row = sql`actor_id bigint, action text, outcome text, detail jsonb, request_id text, session text, address text`
  const values = sql`${work.businessDate}::date, actor_id, action, outcome, detail, request_id, session, address`
  const columns = sql`business_date, actor_id, action, outcome, detail, request_id, session, address`
  const here = sql`(select set_config('synchronous_commit', 'local', true)) here`
  const given = (list: readonly CallEvent[]) =>
    JSON.stringify(
      list.map((call) => ({
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
  if (aboutAccounts.length > 0)
    await sql`insert into account_events (account_id, ${columns}) select account_id, ${values}
      from ${here}, jsonb_to_recordset(${given(aboutAccounts)}::jsonb) as given (account_id text, ${row})`.execute(
      work.tx,
    )
  if (others.length > 0)
    await sql`insert into desk_events (${columns}) select ${values}
      from ${here}, jsonb_to_recordset(${given(others)}::jsonb) as given (${row})`.execute(work.tx)
}
