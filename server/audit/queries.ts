import { type RawBuilder, sql } from 'kysely'
import { lookupLine } from '#shared/audit/lookups.ts'
import type { JournalCursor, JournalFilter } from '#shared/audit/schemas.ts'
import type { JournalEventView, JournalPage, JournalRow, JournalState, Lookups } from '#shared/audit/views.ts'
import type { Db } from '../db/client.ts'
import { notFound } from '../refusal.ts'
import { eventHash, eventText } from './event-hash.ts'
import { readSeal } from './seal-line.ts'

const shown = 50
/** An act or an outcome alone may be rare: then the last month is looked through and not everything. */
const withoutPlace = 31

type Kind = 'account' | 'desk'
const at = (row: string) =>
  sql`to_char(${sql.ref(row)}.happened_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`

/** Newest first; of one instant those of accounts before those of the desk. Each half walks an index of its own. */
function halfOf(
  kind: Kind,
  filter: JournalFilter,
  after: JournalCursor | null,
  limit: number,
): RawBuilder<unknown> {
  const { personId, accountId, action, outcome, day } = filter
  const where: RawBuilder<unknown>[] = [sql`true`]
  if (personId) where.push(sql`e.actor_id = ${personId}::bigint`)
  if (action) where.push(sql`e.action = ${action}`)
  if (outcome) where.push(sql`e.outcome = ${outcome}`)
  if (day)
    where.push(sql`e.happened_at >= ${day}::date::timestamp at time zone (select business_zone from desk)
      and e.happened_at < (${day}::date + 1)::timestamp at time zone (select business_zone from desk)`)
  if ((action || outcome) && !personId && !accountId && !day)
    where.push(sql`e.happened_at > now() - make_interval(days => ${sql.lit(withoutPlace)})`)
  if (after)
    where.push(
      after.kind === kind
        ? sql`(e.happened_at, e.event_id) < (${after.at}::timestamptz, ${after.eventId}::bigint)`
        : kind === 'desk'
          ? sql`e.happened_at <= ${after.at}::timestamptz`
          : sql`e.happened_at < ${after.at}::timestamptz`,
    )
  const account = kind === 'account' ? sql`e.account_id` : sql`null::text`
  return sql`(select ${sql.lit(kind)}::text as kind, e.event_id, ${account} as account_id, e.happened_at, e.actor_id, e.action, e.outcome, e.reason, e.detail
    from ${rowsOf(kind, accountId ?? null)} e where ${sql.join(where, sql` and `)} order by e.happened_at desc, e.event_id desc limit ${sql.lit(limit)})`
}

/** An account's few events by its own index (`offset 0`): else the newest of everybody are walked to find them. */
function rowsOf(kind: Kind, accountId: string | null): RawBuilder<unknown> {
  if (accountId === null) return kind === 'account' ? sql`account_events` : sql`desk_events`
  return kind === 'account'
    ? sql`(select * from account_events where account_id = ${accountId} offset 0)`
    : sql`(select * from desk_events where detail ? 'accounts' and detail -> 'accounts' @> jsonb_build_array(${accountId}::text) offset 0)`
}

type Row = Omit<JournalRow, 'eventId' | 'person' | 'seq'> & {
  eventId: bigint
  seq: bigint | null
  staffId: bigint | null
  name: string | null
}
const rowOf = ({ staffId, name, eventId, seq, ...row }: Row): JournalRow => ({
  ...row,
  eventId: `${eventId}`,
  person: staffId === null ? null : { staffId: `${staffId}`, name: name ?? `Person ${staffId}` },
  seq: seq === null ? null : `${seq}`,
})

/** A piece of the journal after a row, and where the next one begins. */
export async function eventsAfter(
  db: Db,
  filter: JournalFilter,
  after: JournalCursor | null,
  limit: number,
): Promise<{ rows: JournalRow[]; next: JournalCursor | null }> {
  const found = await sql<Row>`
    select e.kind, e.event_id, e.account_id, ${at('e')} as at, e.actor_id as staff_id, s.name, e.action, e.outcome, e.reason, e.detail, c.seq
    from (select * from (${halfOf('account', filter, after, limit + 1)} union all ${halfOf('desk', filter, after, limit + 1)}) both_halves
      order by happened_at desc, kind, event_id desc limit ${sql.lit(limit + 1)}) e
    left join staff s on s.staff_id = e.actor_id
    left join journal_chain c on c.event_id = e.event_id and c.about_account = coalesce(e.account_id, '') and c.kind = e.kind
    order by e.happened_at desc, e.kind, e.event_id desc`.execute(db)
  const rows = found.rows.slice(0, limit).map(rowOf)
  const last = rows.at(-1)
  const next =
    found.rows.length > limit && last ? { at: last.at, kind: last.kind, eventId: last.eventId } : null
  return { rows, next }
}

export async function journalPage(
  db: Db,
  filter: JournalFilter,
  after: JournalCursor | null,
): Promise<JournalPage> {
  const [{ rows, next }, people, state] = await Promise.all([
    eventsAfter(db, filter, after, shown),
    sql<{ staffId: string; name: string; role: string }>`
      select staff_id::text, name, role from staff order by name`.execute(db),
    stateOf(db),
  ])
  const bounded = (filter.action || filter.outcome) && !filter.personId && !filter.accountId && !filter.day
  return { rows, next, people: people.rows, state, days: bounded ? withoutPlace : null }
}

async function stateOf(db: Db): Promise<JournalState> {
  const found = await sql<{
    line: string | null
    at: string | null
    uptoSeq: string | null
    finding: string | null
  }>`
    select (select line from journal_seals order by seal_no desc limit 1) as line, v.at, v.upto_seq, v.finding
    from (select 1) one left join lateral (select ${at('e')} as at, e.detail ->> 'uptoSeq' as upto_seq, e.detail ->> 'finding' as finding
      from desk_events e where e.action = 'verify-journal' and e.action <> 'read' order by e.event_id desc limit 1) v on true`.execute(
    db,
  )
  const row = found.rows[0]
  const seal = row?.line ? readSeal(row.line) : null
  return {
    seal: seal && { no: seal.seal, at: seal.sealedAt, uptoSeq: seal.uptoSeq },
    verified: row?.at ? { at: row.at, uptoSeq: row.uptoSeq ?? '0', finding: row.finding } : null,
  }
}

type EventRow = Row & {
  businessDate: string
  requestId: string
  session: string | null
  address: string | null
  text: string
  eventHash: string | null
  chainHash: string | null
  line: string | null
}

/** One event with its place in the chain and the seal over it; its hash is made anew. */
export async function eventView(
  db: Db,
  { kind, eventId, accountId }: { kind: Kind; eventId: bigint; accountId: string | null },
): Promise<JournalEventView> {
  const table = kind === 'account' ? sql`account_events` : sql`desk_events`
  const account = kind === 'account' ? sql`e.account_id` : sql`null::text`
  const key = kind === 'account' ? sql`e.account_id = ${accountId} and` : sql``
  const [found, { verified }] = await Promise.all([
    sql<EventRow>`
      select ${sql.lit(kind)}::text as kind, e.event_id, ${account} as account_id, ${at('e')} as at, e.actor_id as staff_id, s.name, e.action, e.outcome,
        e.reason, e.detail, c.seq, e.business_date, e.request_id, e.session, e.address, ${eventText(kind, sql`e`)} as text,
        encode(c.event_hash, 'hex') as event_hash, encode(c.chain_hash, 'hex') as chain_hash,
        (select line from journal_seals where upto_seq >= c.seq order by upto_seq limit 1) as line
      from ${table} e left join staff s on s.staff_id = e.actor_id
      left join journal_chain c on c.event_id = e.event_id and c.about_account = coalesce(${account}, '') and c.kind = ${sql.lit(kind)}
      where ${key} e.event_id = ${eventId}`.execute(db),
    stateOf(db),
  ])
  const row = found.rows[0]
  if (!row) throw notFound('event')
  const { text, eventHash: sealed, chainHash, line, businessDate, requestId, session, address, ...rest } = row
  const seal = line === null ? null : readSeal(line)
  return {
    ...rowOf(rest),
    businessDate,
    requestId,
    session,
    address,
    link:
      sealed === null || chainHash === null
        ? null
        : { eventHash: sealed, chainHash, isAsSealed: eventHash(text).toString('hex') === sealed },
    seal: seal && {
      no: seal.seal,
      at: seal.sealedAt,
      key: seal.key,
      events: seal.events,
      uptoSeq: seal.uptoSeq,
    },
    verified,
  }
}

/** Who was shown how many accounts today, whole, by the minimum card, among the recent ones or by their number of record, in the business zone's day. */
export async function lookupsToday(db: Db): Promise<Lookups> {
  const found = await sql<Omit<Lookups['people'][number], 'standsOut'>>`
    with today as (select (date_trunc('day', now() at time zone business_zone) at time zone business_zone) as since from desk),
    opened as (select actor_id, count(distinct account_id)::int as accounts from (
      select e.actor_id, e.account_id from account_events e, today where e.happened_at >= today.since and e.outcome = 'done'
        and (e.action = 'call-back' or e.action = 'read' and e.detail ->> 'what' in ('account page', 'request', 'minimum card'))
      union all select e.actor_id, a.account_id from desk_events e, today, jsonb_array_elements_text(e.detail -> 'accounts') a(account_id)
        where e.happened_at >= today.since and e.action = 'read' and e.outcome = 'done' and e.detail ->> 'what' = 'recent accounts') shown group by 1),
    searched as (select e.actor_id, count(*)::int as searches from desk_events e, today
      where e.happened_at >= today.since and e.action = 'read' and e.detail ->> 'what' = 'search' group by 1)
    select s.staff_id::text, s.name, s.role, coalesce(o.accounts, 0) as accounts, coalesce(f.searches, 0) as searches
    from staff s left join opened o on o.actor_id = s.staff_id left join searched f on f.actor_id = s.staff_id
    where o.accounts > 0 or f.searches > 0 order by accounts desc, searches desc, s.name limit 50`.execute(db)
  const { usual, line } = lookupLine(found.rows.map(({ accounts }) => accounts))
  return { usual, line, people: found.rows.map((row) => ({ ...row, standsOut: row.accounts >= line })) }
}
