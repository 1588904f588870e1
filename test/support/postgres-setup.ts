import type { TestProject } from 'vitest/node'
import { migrateToLatest } from '#server/db/migrate.ts'
import { openDatabase } from '#server/db/open-database.ts'
import { runSql, templateName, urlOf } from './postgres-databases.ts'
import { type PostgresServer, startPostgres } from './postgres-server.ts'

declare module 'vitest' {
  interface ProvidedContext {
    postgresUrl: string
    pgliteArchive: string
  }
}

type Shared = { server: Promise<PostgresServer>; users: number }

/** Projects load this file each for themselves; the server is one per run, so its place is on the process. */
const place = globalThis as typeof globalThis & { makerightPostgres?: Shared | undefined }

export async function setup(project: TestProject) {
  place.makerightPostgres ??= { server: startWithTemplate(), users: 0 }
  const shared = place.makerightPostgres
  shared.users++
  const server = await shared.server
  project.provide('postgresUrl', server.url)
  return async () => {
    if (--shared.users > 0) return
    place.makerightPostgres = undefined
    await server.stop()
  }
}

async function startWithTemplate(): Promise<PostgresServer> {
  const server = await startPostgres()
  try {
    await runSql(server.url, `create database ${templateName}`)
    const template = await openDatabase(
      { kind: 'postgres', url: urlOf(server.url, templateName), poolSize: 2 },
      { patient: true },
    )
    await migrateToLatest(template.db).finally(() => template.close())
    return server
  } catch (error) {
    await server.stop()
    throw error
  }
}
