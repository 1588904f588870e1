import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { anchoredIn, readAnchors } from '#server/audit/append-anchors.ts'
import { type JournalReport, verifyJournal } from '#server/audit/verify-journal.ts'
import { type SealFiles, sealAll } from '#server/audit/watch-journal.ts'
import type { Database } from '#server/db/client.ts'

/** A key and an anchor file in a folder of their own. */
export async function sealFiles(): Promise<SealFiles> {
  const folder = await mkdtemp(join(tmpdir(), 'makeright-seals-'))
  afterAll(() => rm(folder, { recursive: true }))
  return { key: join(folder, 'key.pem'), anchors: join(folder, 'anchors.jsonl') }
}

export async function seal(database: Database, files: SealFiles): Promise<number | null> {
  return sealAll(database, files, await anchoredIn(files.anchors), true)
}

export const verify = (database: Database, files: SealFiles | null, from = 1n): Promise<JournalReport> =>
  verifyJournal(database.db, { from, anchors: files ? readAnchors(files.anchors) : null })
