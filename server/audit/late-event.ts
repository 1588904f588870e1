import { sql } from 'kysely'
import type { Db } from '../db/client.ts'
import type { Finding } from './finding.ts'
import type { Seal } from './seal-line.ts'

const aDay = 86_400_000

export const nameOf = (kind: 'account' | 'desk', about: string, eventId: bigint): string =>
  kind === 'account' ? `event ${eventId} of account ${about}` : `event ${eventId} of the desk`

/**
 * An event that was sealed although a seal before it had already closed its transaction's time: it was put in later and
 * made to look old. Another cluster counts its transactions anew, so only seals of one cluster are compared.
 */
export function lateEvent(
  event: { xid: string | null; happenedAt: Date | null },
  seal: Seal,
  previous: Seal | null,
): string | null {
  if (!previous) return null
  if (
    previous.cluster === seal.cluster &&
    event.xid !== null &&
    BigInt(event.xid) < BigInt(previous.horizon) &&
    BigInt(previous.horizon) <= BigInt(seal.horizon)
  )
    return `was put in after seal ${previous.seal} had closed the time that it claims`
  // No transaction of ours is open for a day.
  if (event.happenedAt && event.happenedAt.getTime() < Date.parse(previous.sealedAt) - aDay)
    return `claims to be a day and more older than seal ${previous.seal}, which was there before it`
  return null
}

/** What is not sealed although the last seal looked at its time, or that claims to be older than that seal by a day. */
export async function unsealedEvent(db: Db): Promise<Finding | null> {
  const found = await sql<{ kind: 'account' | 'desk'; about: string; eventId: bigint }>`
    with last as (select horizon, (line::json ->> 'sealedAt')::timestamptz as sealed_at, line::json ->> 'cluster' as cluster
      from journal_seals order by seal_no desc limit 1),
    here as (select last.*, last.cluster = (select system_identifier::text from pg_control_system()) as same from last)
    (select 'account' as kind, e.account_id as about, e.event_id from account_events e, here
      where (here.same and e.xid < here.horizon or e.happened_at < here.sealed_at - interval '1 day')
        and not exists (select from journal_chain c where c.event_id = e.event_id and c.about_account = e.account_id and c.kind = 'account')
      order by e.event_id limit 1)
    union all
    (select 'desk', '', e.event_id from desk_events e, here
      where (here.same and e.xid < here.horizon or e.happened_at < here.sealed_at - interval '1 day')
        and not exists (select from journal_chain c where c.event_id = e.event_id and c.about_account = '' and c.kind = 'desk')
      order by e.event_id limit 1)
    limit 1`.execute(db)
  const row = found.rows[0]
  if (!row) return null
  const event = nameOf(row.kind, row.about, row.eventId)
  return {
    seq: null,
    event,
    seal: null,
    words: `${event[0]?.toUpperCase()}${event.slice(1)} is not sealed although it claims to be older than the last seal: it was put in afterwards.`,
  }
}
