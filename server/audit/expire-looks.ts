import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { withoutDeadlines } from '../db/deadlines.ts'
import type { Work } from '../work.ts'
import { expiryLine } from './expiry-line.ts'
import { recordDeskEvent } from './record-event.ts'
import type { SealKey } from './seal-key.ts'
import { lineHash, noLine } from './seal-line.ts'

/** What one expiry takes at most: its numbers are signed together. */
export const looksAtOnce = 5_000
const oneAtATime = 0x65787069

/** A hash of the numbers of what went, in order. The database makes it too when it verifies. */
export const digestOf = (numbers: readonly bigint[]): string =>
  createHash('sha256').update(numbers.join(',')).digest('hex')

type Look = { seq: bigint; kind: 'account' | 'desk'; about: string; eventId: bigint }

/**
 * Takes the oldest looks that are over their time out of the journal. Their links stay in the chain with the hashes of
 * what they were, and a signed line names their numbers, so that anything else that is missing is still found. Acts stay,
 * and so do looks at an account under a legal hold. For the database's owner: a desk may not delete events.
 */
export async function expireLooks(work: Work, key: SealKey, keepDays: number): Promise<number> {
  await sql`select pg_advisory_xact_lock(${sql.lit(oneAtATime)})`.execute(work.tx)
  await withoutDeadlines(work.tx)
  const looks = await oldLooks(work, keepDays)
  const [first, last] = [looks[0], looks.at(-1)]
  if (!first || !last) return 0
  const found = await sql<{ expiryNo: bigint; line: string; at: string }>`
    select e.expiry_no, e.line, to_char(now() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at
    from (select 1) one left join lateral (select * from journal_expiries order by expiry_no desc limit 1) e on true`.execute(
    work.tx,
  )
  const before = found.rows[0]
  const expiryNo = (before?.expiryNo ?? 0n) + 1n
  const line = expiryLine(key, {
    expiry: `${expiryNo}`,
    looks: looks.length,
    first: `${first.seq}`,
    last: `${last.seq}`,
    digest: digestOf(looks.map(({ seq }) => seq)),
    at: before?.at ?? '',
    previous: before?.line ? lineHash(before.line) : noLine,
  })
  await sql`insert into journal_expiries (expiry_no, line) values (${expiryNo}, ${line})`.execute(work.tx)
  await sql`insert into journal_gone (seq, expiry_no) select unnest(${looks.map(({ seq }) => `${seq}`)}::bigint[]), ${expiryNo}`.execute(
    work.tx,
  )
  await removeEvents(work, looks)
  await recordDeskEvent(work, {
    action: 'expire-looks',
    detail: { expiry: `${expiryNo}`, looks: looks.length, first: `${first.seq}`, last: `${last.seq}` },
  })
  return looks.length
}

/** Old by their own time and by their seal's: a seal's time stands in the anchors. */
async function oldLooks(work: Work, keepDays: number): Promise<Look[]> {
  const over = sql`now() - make_interval(days => ${keepDays}::int)`
  const sealed = sql`(select (s.line::json ->> 'sealedAt')::timestamptz from journal_seals s where s.upto_seq >= c.seq order by s.upto_seq limit 1)`
  const found = await sql<Look>`
    select seq, kind, about, event_id from (
      (select c.seq, c.kind, c.about_account as about, c.event_id from account_events e
        join journal_chain c on c.event_id = e.event_id and c.about_account = e.account_id and c.kind = 'account'
        where e.action = 'read' and e.happened_at < ${over} and ${sealed} < ${over}
          and not exists (select from legal_holds h where h.account_id = e.account_id and h.released_at is null)
        order by e.happened_at limit ${sql.lit(looksAtOnce)})
      union all
      (select c.seq, c.kind, '', c.event_id from desk_events e
        join journal_chain c on c.event_id = e.event_id and c.about_account = '' and c.kind = 'desk'
        where e.action = 'read' and e.happened_at < ${over} and ${sealed} < ${over}
          and not exists (select from legal_holds h where h.released_at is null and e.detail -> 'accounts' ? h.account_id)
        order by e.happened_at limit ${sql.lit(looksAtOnce)})) old
    order by seq limit ${sql.lit(looksAtOnce)}`.execute(work.tx)
  return found.rows
}

async function removeEvents(work: Work, looks: readonly Look[]): Promise<void> {
  const about = looks.filter(({ kind }) => kind === 'account')
  const desk = looks.filter(({ kind }) => kind === 'desk')
  await sql`delete from account_events e using unnest(${about.map((each) => each.about)}::text[], ${about.map(({ eventId }) => `${eventId}`)}::bigint[])
    as gone (account_id, event_id) where e.account_id = gone.account_id and e.event_id = gone.event_id`.execute(
    work.tx,
  )
  await sql`delete from desk_events where event_id = any(${desk.map(({ eventId }) => `${eventId}`)}::bigint[])`.execute(
    work.tx,
  )
}
