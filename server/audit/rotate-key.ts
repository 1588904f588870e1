import { renameSync, unlinkSync } from 'node:fs'
import type { Database } from '../db/client.ts'
import { makeSealKey } from './seal-key.ts'
import { makeKnown, sealingKey } from './sealing-key.ts'

/**
 * A new key, endorsed by the one in use. The old one is kept beside it by its name, for as long as somebody may ask; the
 * new one is known to the database before it takes the place of the old one, so a desk that seals meanwhile goes on.
 */
export async function rotateKey(
  database: Database,
  file: string,
): Promise<{ old: string; fresh: string; kept: string }> {
  const old = await sealingKey(database, file)
  const waiting = `${file}.new`
  const fresh = makeSealKey(waiting)
  const kept = `${file}.${old.keyId}`
  try {
    await makeKnown(database, fresh, old)
  } catch (error) {
    unlinkSync(waiting)
    throw error
  }
  renameSync(file, kept)
  renameSync(waiting, file)
  return { old: old.keyId, fresh: fresh.keyId, kept }
}
