import { randomUUID } from 'node:crypto'
import { copyFile, readFile, writeFile } from 'node:fs/promises'
import { type Kysely, sql } from 'kysely'
import { readAnchors } from '#server/audit/append-anchors.ts'
import { chainHash, eventHash, eventText } from '#server/audit/event-hash.ts'
import { makeSealKey, sealKey } from '#server/audit/seal-key.ts'
import { keyLine, lineHash, readSeal, sealLine } from '#server/audit/seal-line.ts'
import { type JournalReport, verifyJournal } from '#server/audit/verify-journal.ts'
import type { SealFiles } from '#server/audit/watch-journal.ts'
import type { Database } from '#server/db/client.ts'
import type { Tables } from '#server/db/schema.ts'

export type Scene = { database: Database; files: SealFiles; kept: string; position: number }
export type Tampered = JournalReport & { expected: { from: number; until: number } }
export type Tampering = (scene: Scene) => Promise<Tampered>
type Tx = Kysely<Tables>
type Place = { kind: 'account' | 'desk'; about: string; id: string; table: string }

const never = new Error('rolled back')
/** Beyond any journal of a test. */
const end = Number.MAX_SAFE_INTEGER
const tables = ['account_events', 'desk_events', 'journal_chain', 'journal_seals', 'journal_keys']
/** The owner can turn triggers off; whoever does this is not stopped by them. */
const withoutTriggers = async (tx: Tx) => {
  for (const table of tables) await sql`alter table ${sql.table(table)} disable trigger user`.execute(tx)
}

/** Does something to the database, verifies what is left, and undoes it. */
function behindTheDesk(
  act: (tx: Tx, scene: Scene, place: Place) => Promise<[from: number, until: number] | undefined>,
): Tampering {
  return async (scene) => {
    let report: JournalReport | undefined
    let named: [from: number, until: number] = [scene.position, scene.position]
    await scene.database.db
      .transaction()
      .execute(async (tx) => {
        await withoutTriggers(tx)
        named = (await act(tx, scene, await placeOf(tx, scene.position))) ?? named
        report = await verifyJournal(tx, { anchors: readAnchors(scene.files.anchors) })
        throw never
      })
      .catch((error: unknown) => {
        if (error !== never) throw error
      })
    if (!report) throw new Error('Nothing was verified.')
    return { ...report, expected: { from: named[0], until: named[1] } }
  }
}

/** Does something to the anchor file, verifies, and puts it back. */
function toTheFile(act: (lines: string[], position: number) => string[]): Tampering {
  return async ({ database, files, kept, position }) => {
    const lines = (await readFile(files.anchors, 'utf8')).trimEnd().split('\n')
    await writeFile(files.anchors, `${act(lines, position).join('\n')}\n`)
    const report = await verifyJournal(database.db, { anchors: readAnchors(files.anchors) })
    await copyFile(kept, files.anchors)
    return { ...report, expected: { from: 1, until: Number.MAX_SAFE_INTEGER } }
  }
}

async function placeOf(tx: Tx, seq: number): Promise<Place> {
  const found = await sql<Omit<Place, 'table'>>`
    select kind, about_account as about, event_id::text as id from journal_chain where seq = ${seq}`.execute(
    tx,
  )
  const place = found.rows[0]
  if (!place) throw new Error(`There is no No. ${seq}.`)
  return { ...place, table: place.kind === 'account' ? 'account_events' : 'desk_events' }
}

const here = ({ kind, about, id }: Place) =>
  kind === 'account' ? sql`account_id = ${about} and event_id = ${id}::bigint` : sql`event_id = ${id}::bigint`

const edits: Record<string, string> = {
  happened_at: "happened_at + interval '1 microsecond'",
  business_date: 'business_date + 1',
  actor_id: 'coalesce(actor_id, 0) + 1',
  action: "action || '-not'",
  outcome: "'refused'",
  reason: "coalesce(reason, '') || '.'",
  detail: `detail || '{"n": -1}'`,
  request_id: "request_id || '0'",
  session: "lpad('', 16, 'f')",
  address: "'198.51.100.9'",
  xid: '(xid::text::bigint - 1)::text::xid8',
}

export const tamperings: Record<string, Tampering> = {
  ...Object.fromEntries(
    Object.entries(edits).map(([column, value]) => [
      `edited: ${column}`,
      behindTheDesk(async (tx, _scene, place) => {
        await sql`update ${sql.table(place.table)} set ${sql.ref(column)} = ${sql.raw(value)} where ${here(place)}`.execute(
          tx,
        )
        return undefined
      }),
    ]),
  ),
  deleted: behindTheDesk(async (tx, _scene, place) => {
    await sql`delete from ${sql.table(place.table)} where ${here(place)}`.execute(tx)
    return undefined
  }),
  'deleted, from the chain as well': behindTheDesk(async (tx, { position }, place) => {
    await sql`delete from ${sql.table(place.table)} where ${here(place)}`.execute(tx)
    await sql`delete from journal_chain where seq = ${position}`.execute(tx)
    return undefined
  }),
  'inserted, in the middle of what was sealed': behindTheDesk(async (tx, _scene, place) => {
    await sql`insert into desk_events (xid, happened_at, business_date, action, request_id)
      select xid, happened_at, business_date, 'read', 'forged' from ${sql.table(place.table)} where ${here(place)}`.execute(
      tx,
    )
    return undefined
  }),
  swapped: behindTheDesk(async (tx, { position }) => {
    await sql`update journal_chain set seq = -seq where seq in (${position}::bigint, ${position + 1}::bigint)`.execute(
      tx,
    )
    await sql`update journal_chain set seq = ${2 * position + 1}::bigint + seq where seq < 0`.execute(tx)
    return [position, position + 1]
  }),
  duplicated: behindTheDesk(async (tx, _scene, place) => {
    const key = place.kind === 'account' ? sql`account_id, ` : sql``
    await sql`insert into ${sql.table(place.table)} (${key}xid, happened_at, business_date, actor_id, action, outcome, reason, detail, request_id)
      select ${key}xid, happened_at, business_date, actor_id, action, outcome, reason, detail, request_id from ${sql.table(place.table)} where ${here(place)}`.execute(
      tx,
    )
    return undefined
  }),
  're-dated': behindTheDesk(async (tx, _scene, place) => {
    await sql`update ${sql.table(place.table)} set happened_at = happened_at - interval '3 days', business_date = business_date - 3 where ${here(place)}`.execute(
      tx,
    )
    return undefined
  }),
  'the rest rewritten, with every hash made anew': behindTheDesk(async (tx, { position }, place) => {
    await sql`update ${sql.table(place.table)} set action = 'nothing' where ${here(place)}`.execute(tx)
    await rewriteFrom(tx, position, place)
    return [position, end]
  }),
  'the rest rewritten and sealed anew with another key': behindTheDesk(
    async (tx, { position, files }, place) => {
      await sql`update ${sql.table(place.table)} set action = 'nothing' where ${here(place)}`.execute(tx)
      await rewriteFrom(tx, position, place)
      await sealAnew(tx, `${files.key}.forged-${randomUUID()}`)
      return [position, end]
    },
  ),
  'the end cut off': behindTheDesk(async (tx, { position }) => {
    await cutAfter(tx, position)
    return [1, position + 1]
  }),
  'an older copy of all tables': behindTheDesk(async (tx, { position }) => {
    // What an older copy is: the seals up to one of them, and nothing after.
    const found = await sql<{ upto: bigint }>`
      select coalesce(max(upto_seq), 0)::bigint as upto from journal_seals where upto_seq <= ${position}::bigint`.execute(
      tx,
    )
    await cutAfter(tx, Number(found.rows[0]?.upto ?? 0n))
    return [1, position + 1]
  }),
  'the anchor file edited': toTheFile((lines, position) => {
    const at = 1 + (position % (lines.length - 1))
    return lines.map((line, index) => (index === at ? line.replace(/"head":"./, '"head":"z') : line))
  }),
  'the anchor file edited, readably': toTheFile((lines, position) => {
    const at = 1 + (position % (lines.length - 1))
    return lines.map((line, index) =>
      index === at ? line.replace(/"sealedAt":"20../, '"sealedAt":"1999') : line,
    )
  }),
  'a key of somebody else in the anchor file': toTheFile((lines, position) => {
    const other = sealKeyOnce(position)
    return lines.map((line, index) => (index === 0 ? other : line))
  }),
}

const sealKeyOnce = (position: number): string =>
  keyLine({ keyId: position.toString(16).padStart(16, '0'), publicKey: 'AAAA', sign: () => '' }, null)

/** All links from here on, over what the tables now hold, as somebody who knows the format would write them. */
async function rewriteFrom(tx: Tx, position: number, place: Place): Promise<void> {
  const changed = await sql<{ text: string }>`
    select ${eventText(place.kind, sql`e`)} as text from ${sql.table(place.table)} e where ${here(place)}`.execute(
    tx,
  )
  const links = await sql<{ seq: bigint; own: Buffer; before: Buffer | null }>`
    select seq, event_hash as own, lag(chain_hash) over (order by seq) as before from journal_chain where seq >= ${position - 1}::bigint order by seq`.execute(
    tx,
  )
  let head = links.rows[1]?.before ?? Buffer.alloc(32)
  for (const { seq, own } of links.rows.slice(1)) {
    const hash = seq === BigInt(position) ? eventHash(changed.rows[0]?.text ?? '') : own
    head = chainHash(head, hash)
    await sql`update journal_chain set event_hash = ${hash}, chain_hash = ${head} where seq = ${seq}`.execute(
      tx,
    )
  }
}

async function sealAnew(tx: Tx, keyFile: string): Promise<void> {
  const key = makeSealKey(keyFile)
  await sql`update journal_keys set key_id = ${key.keyId}, line = ${keyLine(sealKey(keyFile), null)}`.execute(
    tx,
  )
  const seals = await sql<{ sealNo: bigint; uptoSeq: bigint; line: string }>`
    select seal_no, upto_seq, line from journal_seals order by seal_no`.execute(tx)
  let previous = '0'.repeat(64)
  for (const { sealNo, uptoSeq, line } of seals.rows) {
    const seal = readSeal(line)
    const head = await sql<{ head: string }>`
      select encode(chain_hash, 'hex') as head from journal_chain where seq = ${uptoSeq}`.execute(tx)
    if (!seal) throw new Error('A seal cannot be read.')
    const { key: _key, signature: _signature, ...fields } = seal
    const forged = sealLine(key, { ...fields, head: head.rows[0]?.head ?? '', previous })
    await sql`update journal_seals set line = ${forged} where seal_no = ${sealNo}`.execute(tx)
    previous = lineHash(forged)
  }
}

async function cutAfter(tx: Tx, position: number): Promise<void> {
  await sql`delete from account_events e using journal_chain c where c.kind = 'account' and c.about_account = e.account_id and c.event_id = e.event_id and c.seq > ${position}::bigint`.execute(
    tx,
  )
  await sql`delete from desk_events e using journal_chain c where c.kind = 'desk' and c.event_id = e.event_id and c.seq > ${position}::bigint`.execute(
    tx,
  )
  await sql`delete from journal_chain where seq > ${position}::bigint`.execute(tx)
  await sql`delete from journal_seals where upto_seq > ${position}::bigint`.execute(tx)
}
