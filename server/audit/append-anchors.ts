import { closeSync, createReadStream, existsSync, fsyncSync, openSync, renameSync, writeSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { sql } from 'kysely'
import type { Db } from '../db/client.ts'
import { readExpiry } from './expiry-line.ts'
import { readKeyLine, readSeal } from './seal-line.ts'

/** The seals and the public keys outside the database, a line each, read one by one. */
export async function* readAnchors(file: string): AsyncGenerator<string> {
  if (!existsSync(file)) return
  yield* createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY })
}

export type Anchored = { seal: bigint; keys: Set<string>; lastLine: string | null; expiry: bigint }

/** How far a file goes. */
export async function anchoredIn(file: string): Promise<Anchored> {
  const anchored: Anchored = { seal: 0n, keys: new Set(), lastLine: null, expiry: 0n }
  for await (const line of readAnchors(file)) {
    const seal = readSeal(line)
    if (seal && BigInt(seal.seal) > anchored.seal) {
      anchored.seal = BigInt(seal.seal)
      anchored.lastLine = line
    }
    const key = readKeyLine(line)
    if (key) anchored.keys.add(key.key)
    const expiry = seal || key ? null : readExpiry(line)
    if (expiry && BigInt(expiry.expiry) > anchored.expiry) anchored.expiry = BigInt(expiry.expiry)
  }
  return anchored
}

/**
 * Writes what the file does not have yet, outside the database, and waits until it is on the disk. A database whose last
 * seal is not the one that the file knows is older than the file, or another one: then nothing is written.
 */
export async function appendAnchors(db: Db, file: string, anchored: Anchored): Promise<void> {
  for (;;) {
    const found = await sql<{ sealNo: bigint; line: string; keyId: string; keyLine: string | null }>`
      select s.seal_no, s.line, s.line::json ->> 'key' as key_id, k.line as key_line
      from journal_seals s left join journal_keys k on k.key_id = s.line::json ->> 'key'
      where s.seal_no >= ${anchored.seal} order by s.seal_no limit 1000`.execute(db)
    const [first] = found.rows
    if (anchored.lastLine !== null && first?.line !== anchored.lastLine)
      throw new Error(
        `${file} knows seal ${anchored.seal} and this database has another one or none: it was restored from an older copy, or changed. Verify it with this file before a new file is begun (docs/operations.md).`,
      )
    const fresh = found.rows.filter(({ sealNo }) => sealNo > anchored.seal)
    const latest = fresh.at(-1)
    if (!latest) return appendExpiries(db, file, anchored)
    const lines: string[] = []
    for (const { line, keyId, keyLine } of fresh) {
      if (keyLine !== null && !anchored.keys.has(keyId)) lines.push(keyLine)
      anchored.keys.add(keyId)
      lines.push(line)
    }
    append(file, lines)
    anchored.seal = latest.sealNo
    anchored.lastLine = latest.line
  }
}

/** What expired, after the seals that cover it. Asked with each round, so it is one look at a key. */
async function appendExpiries(db: Db, file: string, anchored: Anchored): Promise<void> {
  const found = await sql<{ expiryNo: bigint; line: string; keyId: string; keyLine: string | null }>`
    select e.expiry_no, e.line, k.key_id, k.line as key_line from journal_expiries e left join journal_keys k on k.key_id = e.line::json ->> 'key'
    where e.expiry_no > ${anchored.expiry} order by e.expiry_no`.execute(db)
  const lines: string[] = []
  for (const { expiryNo, line, keyId, keyLine } of found.rows) {
    if (keyLine !== null && !anchored.keys.has(keyId)) lines.push(keyLine)
    anchored.keys.add(keyId)
    lines.push(line)
    anchored.expiry = expiryNo
  }
  if (lines.length > 0) append(file, lines)
}

/** A database that is made anew begins anchors of its own. Those of the one before are kept beside them, never written over. */
export function setAsideAnchors(file: string, now: Date): void {
  if (existsSync(file)) renameSync(file, `${file}.until-${now.toISOString().replaceAll(':', '')}`)
}

function append(file: string, lines: readonly string[]): void {
  const handle = openSync(file, 'a', 0o600)
  try {
    writeSync(handle, `${lines.join('\n')}\n`)
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}
