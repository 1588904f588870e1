import { sql } from 'kysely'
import type { Db } from '../db/client.ts'
import { type Expiry, isExpiryOf, readExpiry } from './expiry-line.ts'
import type { Finding } from './finding.ts'
import type { OutsideSeals } from './outside-seals.ts'
import { lineHash, noLine } from './seal-line.ts'

/** Nothing goes before this, whatever a key signs: 47 CFR 64.2009 and 64.2011 ask for two years. The table `retention` has the same floor. */
export const floorDays = 731
/** Anchors are written after the commit; the anchor of an expiry so young (in seconds) may be on its way. */
const onItsWay = 60

type Row = {
  expiryNo: bigint
  line: string
  age: number
  looks: number
  first: bigint | null
  last: bigint | null
  digest: string
  /** Looks of it whose seal is younger than the floor allows. */
  young: number
}

/**
 * Whether each expiry is signed, follows the one before, stands in the anchors, took exactly the numbers that it names, and
 * nothing that is younger than two years. Only then is a missing event one that went in time.
 */
export async function checkExpiries(
  db: Db,
  keys: ReadonlyMap<string, string>,
  outside: OutsideSeals | null,
): Promise<Finding | null> {
  const rows = await expiries(db)
  let previous = noLine
  let count = 0n
  for (const row of rows) {
    const words = wrongOf(row, { count, previous, keys, outside })
    if (words) return finding(`Expiry ${row.expiryNo} ${words}.`, row.first)
    previous = lineHash(row.line)
    count = row.expiryNo
  }
  const last = BigInt(outside?.expiries.length ?? 0)
  if (last > count)
    return finding(`The anchor file goes to expiry ${last} and the database to expiry ${count}.`, null)
  const unnamed = await sql<{ seq: bigint }>`
    select seq from journal_gone g where not exists (select from journal_expiries e where e.expiry_no = g.expiry_no) order by seq limit 1`.execute(
    db,
  )
  const [lost] = unnamed.rows
  return lost ? finding(`No. ${lost.seq} is said to have expired, and no expiry names it.`, lost.seq) : null
}

const finding = (words: string, seq: bigint | null): Finding => ({
  seq: seq === null ? null : `${seq}`,
  event: null,
  seal: null,
  words,
})

type Known = {
  count: bigint
  previous: string
  keys: ReadonlyMap<string, string>
  outside: OutsideSeals | null
}

function wrongOf(row: Row, { count, previous, keys, outside }: Known): string | null {
  const expiry = readExpiry(row.line)
  if (row.expiryNo !== count + 1n) return `comes after expiry ${count}: one is missing`
  if (!expiry || expiry.expiry !== `${row.expiryNo}`) return 'cannot be read'
  const key = keys.get(expiry.key)
  if (key === undefined || !isExpiryOf(key, row.line, expiry))
    return `is not signed by key ${expiry.key}: it was changed, or made by somebody else`
  if (expiry.previous !== previous) return 'does not follow the one before it'
  if (!tookWhatItNames(row, expiry)) return 'names other events than the list of those that went'
  if (row.young > 0) return `took ${row.young} events that are younger than ${floorDays} days`
  const anchored = outside?.expiries[Number(row.expiryNo) - 1]
  if (outside && anchored === undefined && row.age > onItsWay) return 'is not in the anchor file'
  return anchored !== undefined && anchored !== row.line ? 'is another one than the anchor file has' : null
}

const tookWhatItNames = (row: Row, expiry: Expiry): boolean =>
  row.looks === expiry.looks &&
  `${row.first}` === expiry.first &&
  `${row.last}` === expiry.last &&
  row.digest === expiry.digest

async function expiries(db: Db): Promise<Row[]> {
  const found = await sql<Row>`
    select e.expiry_no, e.line, extract(epoch from now() - (e.line::json ->> 'at')::timestamptz)::float8 as age,
      count(g.seq)::int as looks, min(g.seq) as first, max(g.seq) as last,
      encode(sha256(convert_to(coalesce(string_agg(g.seq::text, ',' order by g.seq), ''), 'UTF8')), 'hex') as digest,
      count(*) filter (where s.sealed_at > (e.line::json ->> 'at')::timestamptz - make_interval(days => ${sql.lit(floorDays)}))::int as young
    from journal_expiries e left join journal_gone g on g.expiry_no = e.expiry_no
    left join lateral (select (line::json ->> 'sealedAt')::timestamptz as sealed_at from journal_seals
      where upto_seq >= g.seq order by upto_seq limit 1) s on true
    group by e.expiry_no, e.line order by e.expiry_no`.execute(db)
  return found.rows
}
