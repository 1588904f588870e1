import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { migrateToLatest } from '#server/db/migrate.ts'
import { openPglite } from '#server/db/pglite-open.ts'

/** A new embedded database takes seconds; a migrated archive, made once per run, makes each file's start short. */
export async function setup(project: TestProject) {
  const folder = await mkdtemp(join(tmpdir(), 'makeright-pglite-'))
  const archive = join(folder, 'migrated.tar')
  const remove = () => rm(folder, { recursive: true, force: true })
  try {
    const database = await openPglite('memory', undefined, { patient: true })
    try {
      await migrateToLatest(database.db)
      await writeFile(archive, await database.dump())
    } finally {
      await database.close()
    }
  } catch (error) {
    await remove()
    throw error
  }
  project.provide('pgliteArchive', archive)
  return remove
}
