import { sql } from 'kysely'
import type { Db } from '../db/client.ts'
import type { Finding } from './finding.ts'
import { type OutsideSeals, outsideSeals } from './outside-seals.ts'
import { keyIdOf } from './seal-key.ts'
import {
  isEndorsedBy,
  isSealedBy,
  type KeyLine,
  lineHash,
  noLine,
  readKeyLine,
  readSeal,
  type Seal,
} from './seal-line.ts'

type Row = { sealNo: bigint; uptoSeq: bigint; horizon: string; line: string; age: number }
export type CheckedSeals = {
  count: bigint
  uptoSeq: bigint
  finding: Finding | null
  /** The journal's public keys by name, and what stands outside, for what else is signed. */
  keys: ReadonlyMap<string, string>
  outside: OutsideSeals | null
}
export type Anchors = Iterable<string> | AsyncIterable<string>

const atOnce = 2_000
/** Anchors are written after the commit; the anchor of a seal so young (in seconds) may be on its way. */
const onItsWay = 60

const about = (words: string, seal: bigint | string | null, seq: bigint | null = null): Finding => ({
  seq: seq === null ? null : `${seq}`,
  event: null,
  seal: seal === null ? null : `${seal}`,
  words,
})

/** Every seal follows the one before, is signed by a known key, and stands in the anchor file word for word. */
export async function checkSeals(db: Db, anchors: Anchors | null): Promise<CheckedSeals> {
  const outside = anchors ? await outsideSeals(anchors) : null
  const keys = new Map<string, string>()
  const state = { count: 0n, uptoSeq: 0n, before: noLine }
  let finding: Finding | null = outside?.wrong ? about(outside.wrong.words, outside.wrong.seal) : null
  for (const line of [...(outside?.keys ?? []), ...(await keyLines(db))]) finding ??= takeKey(keys, line)
  for (;;) {
    const rows = await sealsAfter(db, state.count)
    const forged = firstForged(rows, keys)
    for (const row of rows) {
      const words =
        wrongOf(row, state, keys) ?? (row === forged ? notSigned(row) : null) ?? anchorOf(row, outside)
      if (words) finding ??= about(`Seal ${row.sealNo} ${words}.`, row.sealNo, state.uptoSeq + 1n)
      state.before = lineHash(row.line)
      state.count = row.sealNo
      state.uptoSeq = row.uptoSeq
    }
    if (rows.length < atOnce) break
  }
  if (outside && outside.last > state.count)
    finding ??= about(
      `The anchor file goes to seal ${outside.last} and the database to seal ${state.count}: its end was cut off, or it is an older copy.`,
      state.count + 1n,
      state.uptoSeq + 1n,
    )
  return { count: state.count, uptoSeq: state.uptoSeq, finding, keys, outside }
}

const notSigned = (row: Row): string =>
  `is not signed by key ${readSeal(row.line)?.key}: it was changed, or made by somebody else`

function wrongOf(
  row: Row,
  state: { count: bigint; uptoSeq: bigint; before: string },
  keys: Map<string, string>,
): string | null {
  const seal = readSeal(row.line)
  if (row.sealNo !== state.count + 1n) return `comes after seal ${state.count}: one is missing`
  if (!seal) return 'cannot be read'
  if (!keys.has(seal.key)) return `is signed by key ${seal.key}, which is not one of this journal's`
  if (JSON.stringify(seal) !== row.line) return 'is not written as seals are: it was changed'
  if (seal.seal !== `${row.sealNo}` || seal.uptoSeq !== `${row.uptoSeq}` || seal.horizon !== row.horizon)
    return 'is not in the place that it names'
  if (BigInt(seal.uptoSeq) !== state.uptoSeq + BigInt(seal.events))
    return 'does not begin where the one before ends'
  if (seal.previous !== state.before)
    return 'does not follow the one before it: that one was changed or replaced'
  return null
}

function anchorOf(row: Row, outside: OutsideSeals | null): string | null {
  const answer = outside?.compare(row.sealNo, row.line) ?? 'same'
  if (answer === 'another') return 'is another one than the anchor file has'
  return answer === 'missing' && row.age > onItsWay ? 'is not in the anchor file' : null
}

/**
 * Each line holds the hash of the one before, so the last signature of a key speaks for all before it. Only where it is
 * wrong are the others looked at, to find the first. A signature takes 0.1 ms, and a journal has a seal for each second.
 */
function firstForged(rows: readonly Row[], keys: Map<string, string>): Row | undefined {
  const seals = rows.map((row) => ({ row, seal: readSeal(row.line) }))
  const isForged = ({ row, seal }: { row: Row; seal: Seal | null }): boolean => {
    const key = seal && keys.get(seal.key)
    return seal !== null && key !== undefined && key !== null && !isSealedBy(key, row.line, seal)
  }
  const lasts = seals.filter(({ seal }, index) => seal?.key !== seals[index + 1]?.seal?.key)
  return lasts.some(isForged) ? seals.find(isForged)?.row : undefined
}

/** The first key is believed, by the anchor file or where it was first seen; each later one needs an earlier one's word. */
function takeKey(keys: Map<string, string>, line: KeyLine): Finding | null {
  const known = keys.get(line.key)
  if (keyIdOf(line.publicKey) !== line.key || (known !== undefined && known !== line.publicKey))
    return about(`Key ${line.key} is not the key of that name: it was changed.`, null)
  if (known !== undefined) return null
  const endorser = line.endorsedBy === null ? undefined : keys.get(line.endorsedBy)
  if (keys.size > 0 && (endorser === undefined || !isEndorsedBy(endorser, line)))
    return about(`Key ${line.key} was not endorsed by an earlier one: somebody else put it there.`, null)
  keys.set(line.key, line.publicKey)
  return null
}

async function keyLines(db: Db): Promise<KeyLine[]> {
  const rows = await sql<{ line: string }>`select line from journal_keys order by added_at, key_id`.execute(
    db,
  )
  return rows.rows.flatMap(({ line }) => readKeyLine(line) ?? [])
}

async function sealsAfter(db: Db, sealNo: bigint): Promise<Row[]> {
  const rows = await sql<Row>`select seal_no, upto_seq, horizon::text, line,
      extract(epoch from now() - (line::json ->> 'sealedAt')::timestamptz)::float8 as age
    from journal_seals where seal_no > ${sealNo} order by seal_no limit ${sql.lit(atOnce)}`.execute(db)
  return rows.rows
}
