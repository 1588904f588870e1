import { sql } from 'kysely'
import type { Database, Db } from '../db/client.ts'
import { inWork } from '../work.ts'
import { recordDeskEvent } from './record-event.ts'
import { hasSealKey, makeSealKey, type SealKey, sealKey } from './seal-key.ts'
import { keyLine } from './seal-line.ts'

/**
 * The key that seals this database, read anew each time, so that a replaced one counts at once. The first one makes
 * itself known; after that only a key that an earlier one endorsed may seal.
 */
export async function sealingKey(database: Database, file: string): Promise<SealKey> {
  const known = await knownKeys(database.db)
  if (!hasSealKey(file) && known.length > 0)
    throw new Error(`The key that seals this journal (${known.at(-1)}) is not in ${file}.`)
  const key = hasSealKey(file) ? sealKey(file) : makeSealKey(file)
  if (known.includes(key.keyId)) return key
  if (known.length > 0)
    throw new Error(
      `The key in ${file} (${key.keyId}) is not one of this journal's: use its key, or "npm run audit -- rotate-key".`,
    )
  await makeKnown(database, key, null)
  return key
}

const oneAtATime = 0x6b657973

/** Puts a key beside the others and tells the journal. */
export async function makeKnown(database: Database, key: SealKey, endorser: SealKey | null): Promise<void> {
  await inWork(database, { actor: null }, async (work) => {
    await sql`select pg_advisory_xact_lock(${sql.lit(oneAtATime)})`.execute(work.tx)
    const known = await sql<{ keyId: string }>`select key_id from journal_keys`.execute(work.tx)
    if (known.rows.some(({ keyId }) => keyId === key.keyId)) return
    if (known.rows.length > 0 && endorser === null) throw new Error('Another key seals this journal already.')
    await sql`insert into journal_keys (key_id, line) values (${key.keyId}, ${keyLine(key, endorser)})`.execute(
      work.tx,
    )
    await recordDeskEvent(work, {
      action: 'seal-key',
      detail: { key: key.keyId, endorsedBy: endorser?.keyId ?? null },
    })
  })
}

async function knownKeys(db: Db): Promise<string[]> {
  const found = await sql<{
    keyId: string
  }>`select key_id from journal_keys order by added_at, key_id`.execute(db)
  return found.rows.map(({ keyId }) => keyId)
}
