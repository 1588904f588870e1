import { sql } from 'kysely'
import type { Database } from '../db/client.ts'
import { withoutDeadlines } from '../db/deadlines.ts'
import { inWork, type Work } from '../work.ts'
import { beginning, chainHash, eventHash, eventText } from './event-hash.ts'
import type { SealKey } from './seal-key.ts'
import { lineHash, noLine, readSeal, sealLine } from './seal-line.ts'

/** What one seal covers at most. */
export const atOnce = 5_000
/** One sealer at a time, whichever process it is in. */
const theSealer = 0x6a6f7572

type Last = { sealNo: bigint; uptoSeq: bigint; line: string; horizon: string; backwards: boolean }
type Fresh = { kind: 'account' | 'desk'; about: string; eventId: bigint; xid: string; text: string }
type Look = { xmin: string; cluster: string; sealedAt: string }

/**
 * Chains and signs what has been committed since the last seal. It looks at transactions from the horizon on: everything
 * before it was committed or given up when the last seal was made. `everything` looks at all events, for the first time
 * in a process: a restored database may count its transactions anew. Returns how many were sealed; null while another
 * process seals.
 */
export function sealJournal(database: Database, key: SealKey, everything = false): Promise<number | null> {
  return inWork(database, { actor: null }, async (work) => {
    const lock = await sql<{
      ours: boolean
    }>`select pg_try_advisory_xact_lock(${sql.lit(theSealer)}) as ours`.execute(work.tx)
    if (!lock.rows[0]?.ours) return null
    const last = await lastSeal(work)
    const all = everything || last?.backwards === true
    if (all) await withoutDeadlines(work.tx)
    const { fresh, look } = await unsealed(work, all ? '0' : (last?.horizon ?? '0'))
    if (fresh.length === 0) return 0
    await appendSeal(work, key, last, fresh, look)
    return fresh.length
  })
}

async function lastSeal(work: Work): Promise<Last | null> {
  const found = await sql<Last>`
    select seal_no, upto_seq, line, horizon::text, horizon > pg_snapshot_xmax(pg_current_snapshot()) as backwards
    from journal_seals order by seal_no desc limit 1`.execute(work.tx)
  return found.rows[0] ?? null
}

/** Each is looked up by its key (`offset 0`): else the whole chain is read each second. All of one snapshot, so that what it does not see is at or after its own horizon and is found the next time. */
async function unsealed(work: Work, from: string): Promise<{ fresh: Fresh[]; look: Look }> {
  const found = await sql<Fresh & Look & { xid: string | null }>`
    with fresh as (
      (select 'account' as kind, e.account_id as about, e.event_id, e.xid, ${eventText('account', sql`e`)} as text from account_events e
        where e.xid >= ${from}::xid8 and not exists (select from journal_chain c where c.event_id = e.event_id and c.about_account = e.account_id and c.kind = 'account' offset 0)
        order by e.xid, e.event_id limit ${sql.lit(atOnce)})
      union all
      (select 'desk', '', e.event_id, e.xid, ${eventText('desk', sql`e`)} from desk_events e
        where e.xid >= ${from}::xid8 and not exists (select from journal_chain c where c.event_id = e.event_id and c.about_account = '' and c.kind = 'desk' offset 0)
        order by e.xid, e.event_id limit ${sql.lit(atOnce)}))
    select look.*, fresh.kind, fresh.about, fresh.event_id, fresh.xid::text, fresh.text
    from (select pg_snapshot_xmin(pg_current_snapshot())::text as xmin, (select system_identifier::text from pg_control_system()) as cluster,
        to_char(now() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as sealed_at) look
      left join (select * from fresh order by xid, kind, event_id limit ${sql.lit(atOnce)}) fresh on true
    order by fresh.xid, fresh.kind, fresh.event_id`.execute(work.tx)
  const look = found.rows[0]
  if (!look) throw new Error('The database did not say where its transactions stand.')
  return { fresh: found.rows.filter(({ xid }) => xid !== null), look }
}

async function appendSeal(
  work: Work,
  key: SealKey,
  last: Last | null,
  fresh: Fresh[],
  look: Look,
): Promise<void> {
  const before = last ? readSeal(last.line) : null
  if (last && !before) throw new Error(`Seal ${last.sealNo} cannot be read: run "npm run audit -- verify".`)
  let head: Buffer = before ? Buffer.from(before.head, 'hex') : beginning
  let seq = last?.uptoSeq ?? 0n
  const rows = fresh.map(({ kind, about, eventId, text }) => {
    const own = eventHash(text)
    head = chainHash(head, own)
    seq += 1n
    return {
      seq: `${seq}`,
      kind,
      about,
      id: `${eventId}`,
      own: own.toString('hex'),
      chained: head.toString('hex'),
    }
  })
  await sql`insert into journal_chain (seq, kind, about_account, event_id, event_hash, chain_hash)
    select seq, kind, about, id, decode(own, 'hex'), decode(chained, 'hex')
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as given (seq bigint, kind text, about text, id bigint, own text, chained text)`.execute(
    work.tx,
  )
  // What is left over of a full look begins with the transaction that this one ended in.
  const latest = fresh.at(-1)?.xid ?? look.xmin
  const horizon = fresh.length < atOnce || BigInt(look.xmin) < BigInt(latest) ? look.xmin : latest
  const sealNo = (last?.sealNo ?? 0n) + 1n
  const line = sealLine(key, {
    seal: `${sealNo}`,
    uptoSeq: `${seq}`,
    events: fresh.length,
    head: head.toString('hex'),
    horizon,
    cluster: look.cluster,
    sealedAt: look.sealedAt,
    previous: last ? lineHash(last.line) : noLine,
  })
  await sql`insert into journal_seals (seal_no, upto_seq, horizon, line) values (${sealNo}, ${seq}, ${horizon}::xid8, ${line})`.execute(
    work.tx,
  )
}
