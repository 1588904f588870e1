import { sql } from 'kysely'
import type { Db } from '../db/client.ts'
import { checkExpiries } from './check-expiries.ts'
import { type Anchors, checkSeals } from './check-seals.ts'
import { beginning, chainHash, eventHash, eventText } from './event-hash.ts'
import type { Finding } from './finding.ts'
import { lateEvent, nameOf, unsealedEvent } from './late-event.ts'
import { readSeal, type Seal } from './seal-line.ts'

const atOnce = 500

export type JournalReport = { events: bigint; seals: bigint; uptoSeq: bigint; finding: Finding | null }
export type VerifyOptions = {
  /** Goes on at this event; what is before it was verified earlier and is believed. */
  from?: bigint
  /** The lines of the anchor file; without them a journal that was cut off at its end looks whole. */
  anchors?: Anchors | null
  onProgress?: (seq: bigint) => void
}

type Link = {
  seq: bigint
  kind: 'account' | 'desk'
  about: string
  eventId: bigint
  own: Buffer
  chained: Buffer
  text: string | null
  /** It went because its time was over, and a signed line says so. */
  expired: boolean
  xid: string | null
  happenedAt: Date | null
}

/**
 * Recomputes every event's hash and every link, and checks each seal against the links, its signature and its anchor.
 * Reads in pieces, so that a journal of any length takes little memory. Run it on one snapshot.
 */
export async function verifyJournal(db: Db, options: VerifyOptions = {}): Promise<JournalReport> {
  const from = options.from ?? 1n
  const sealed = await checkSeals(db, options.anchors ?? null)
  const expired = await checkExpiries(db, sealed.keys, sealed.outside)
  const report: JournalReport = { events: 0n, seals: sealed.count, uptoSeq: from - 1n, finding: null }
  let before = await linkBefore(db, from)
  if (!before) return { ...report, finding: missingLink(from - 1n) }
  let previous: Seal | null = await sealBefore(db, from)
  for (;;) {
    const links = await linksAfter(db, report.uptoSeq)
    const seals = await sealsOver(db, links)
    let seal = seals.shift() ?? null
    for (const link of links) {
      if (link.seq !== report.uptoSeq + 1n) return { ...report, finding: missingLink(report.uptoSeq + 1n) }
      const wrong = wrongOf(link, before)
      if (wrong) return { ...report, finding: wrong }
      before = link.chained
      while (seal && link.seq > BigInt(seal.uptoSeq)) {
        previous = seal
        seal = seals.shift() ?? null
      }
      if (!seal) return { ...report, finding: at(link, 'is in the chain, and no seal covers it', null) }
      const late = lateEvent(link, seal, previous)
      if (late) return { ...report, finding: at(link, late, seal.seal) }
      if (link.seq === BigInt(seal.uptoSeq) && seal.head !== link.chained.toString('hex'))
        return {
          ...report,
          finding: at(link, `ends seal ${seal.seal}, which was made over other events`, seal.seal),
        }
      report.events += 1n
      report.uptoSeq = link.seq
      if (report.events % 100_000n === 0n) options.onProgress?.(report.uptoSeq)
    }
    if (links.length < atOnce) break
  }
  // The events say more exactly what is wrong; what only the seals or the anchors know comes after.
  if (expired) return { ...report, finding: expired }
  if (sealed.finding) return { ...report, finding: sealed.finding }
  if (report.uptoSeq < sealed.uptoSeq) return { ...report, finding: missingLink(report.uptoSeq + 1n) }
  return { ...report, finding: await unsealedEvent(db) }
}

const at = (link: Link, words: string, seal: string | null): Finding => {
  const event = nameOf(link.kind, link.about, link.eventId)
  return { seq: `${link.seq}`, event, seal, words: `No. ${link.seq}, ${event}, ${words}.` }
}

const missingLink = (seq: bigint): Finding => ({
  seq: `${seq}`,
  event: null,
  seal: null,
  words: `No. ${seq} is missing from the chain.`,
})

function wrongOf(link: Link, before: Buffer): Finding | null {
  if (link.text === null && !link.expired) return at(link, 'was sealed and is gone', null)
  if (link.text !== null && !eventHash(link.text).equals(link.own))
    return at(link, 'is not what was sealed: it was changed', null)
  if (!chainHash(before, link.own).equals(link.chained))
    return at(link, 'does not continue the chain: something before it was changed, taken out or put in', null)
  return null
}

/** `offset 0` keeps it to the keys: a plan that reads both tables whole for each piece takes ten times as long. */
async function linksAfter(db: Db, seq: bigint): Promise<Link[]> {
  const found = await sql<Link>`
    select c.seq, c.kind, c.about_account as about, c.event_id, c.event_hash as own, c.chain_hash as chained,
      case when c.kind = 'account' then case when a.event_id is not null then ${eventText('account', sql`a`)} end
        else case when d.event_id is not null then ${eventText('desk', sql`d`)} end end as text,
      coalesce(a.event_id, d.event_id) is null and exists (select from journal_gone g where g.seq = c.seq) as expired,
      coalesce(a.xid, d.xid)::text as xid, coalesce(a.happened_at, d.happened_at) as happened_at
    from (select * from journal_chain where seq > ${seq} order by seq limit ${sql.lit(atOnce)}) c
    left join lateral (select * from account_events where c.kind = 'account' and account_id = c.about_account and event_id = c.event_id offset 0) a on true
    left join lateral (select * from desk_events where c.kind = 'desk' and event_id = c.event_id offset 0) d on true
    order by c.seq`.execute(db)
  return found.rows
}

/** The link that the first one continues. */
async function linkBefore(db: Db, from: bigint): Promise<Buffer | null> {
  if (from <= 1n) return beginning
  const found = await sql<{
    chained: Buffer
  }>`select chain_hash as chained from journal_chain where seq = ${from - 1n}`.execute(db)
  return found.rows[0]?.chained ?? null
}

/** The seals that cover these links, in order: from the first one's to the last one's. */
async function sealsOver(db: Db, links: readonly Link[]): Promise<Seal[]> {
  const [first, last] = [links[0], links.at(-1)]
  if (!first || !last) return []
  const found = await sql<{ line: string }>`
    select line from journal_seals where upto_seq >= ${first.seq}
      and upto_seq <= coalesce((select min(upto_seq) from journal_seals where upto_seq >= ${last.seq}), ${last.seq}) order by upto_seq`.execute(
    db,
  )
  return found.rows.flatMap(({ line }) => readSeal(line) ?? [])
}

async function sealBefore(db: Db, seq: bigint): Promise<Seal | null> {
  const found = await sql<{ line: string }>`
    select line from journal_seals where upto_seq < ${seq} order by upto_seq desc limit 1`.execute(db)
  return found.rows[0] ? readSeal(found.rows[0].line) : null
}
