import { EventEmitter } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Kysely } from 'kysely'
import pg from 'pg'
import type { Database, Durability, OpenOptions } from './client.ts'
import { onConnectionOf, wholeRows } from './copy.ts'
import { type Lock, takeLock } from './lock-file.ts'
import { dialectOver, PgDriver } from './pg-driver.ts'
import { camelCase } from './pg-open.ts'
import { statementNames } from './pg-statements.ts'
import { valueTypes } from './pg-values.ts'
import { PgliteStream } from './pglite-stream.ts'
import { PgliteThread } from './pglite-thread.ts'
import type { Tables } from './schema.ts'

/** Longer than any honest wait of a desk. */
const longestWait = 15_000
const waitedInVain =
  'The embedded database has one connection. Code inside a transaction that uses `db` instead of `tx` waits for itself.'

export type PgliteDatabase = Database & { dump(): Promise<Uint8Array> }

export async function openPglite(
  folder: string | 'memory',
  template: Blob | Uint8Array | undefined,
  options: OpenOptions,
): Promise<PgliteDatabase> {
  if (process.env.NODE_ENV === 'production')
    throw new Error(
      'The embedded database is for trying out: it cannot promise that a power cut loses nothing. In production set DATABASE_URL to a PostgreSQL.',
    )
  const lock = folder === 'memory' ? undefined : await lockFolder(folder)
  const thread = new PgliteThread(
    folder === 'memory' ? folder : join(folder, 'data'),
    isFinished(folder) ? undefined : asBlob(template),
  )
  try {
    await thread.ask({ what: 'opened' })
    if (folder !== 'memory')
      await writeFile(join(folder, finished), 'The data beside this file was completed once.\n')
    lock?.verify()
  } catch (error) {
    await thread.stop()
    lock?.release()
    throw error
  }

  const pool = new pg.Pool({
    max: 1, // the one connection: whoever has it out owns it, which is what keeps transactions apart
    idleTimeoutMillis: 0,
    connectionTimeoutMillis: options.patient ? 0 : longestWait,
    stream: () => new PgliteStream(thread) as never,
    ssl: false,
    types: valueTypes,
  })
  pool.on('error', options.onBackgroundError ?? (() => {}))
  const nameOf = options.patient ? () => undefined : statementNames()
  const db = new Kysely<Tables>({
    dialect: dialectOver(new PgDriver(pool, nameOf, { waitedInVain })),
    plugins: [camelCase()],
  })
  const announced = new EventEmitter().setMaxListeners(0)

  return {
    db,
    kind: 'pglite',
    durability,
    async durabilityNow() {
      if (thread.ended) throw thread.ended
      return durability
    },
    // There is one connection: whoever comes waits for it in line.
    place: async () => () => {},
    copyIn: (tx, target, pieces) =>
      onConnectionOf(tx, async () => {
        let rows = 0
        // The next piece is made here while the last one is copied there.
        let copying: Promise<Uint8Array | number | undefined> = Promise.resolve(0)
        for await (const chunk of wholeRows(pieces)) {
          rows += Number(await copying)
          copying = thread.ask({ what: 'copy', target, bytes: Uint8Array.from(chunk) })
          // Its failure is told below; until then it must not count as unheard.
          copying.catch(() => {})
        }
        return rows + Number(await copying)
      }),
    // One process holds the folder, so announcing inside it reaches everyone there is.
    async listen(channel, hear) {
      announced.on(channel, hear)
      return () => announced.off(channel, hear)
    },
    async notify(channel, payload) {
      setImmediate(() => announced.emit(channel, payload))
    },
    async dump() {
      const bytes = await thread.ask({ what: 'dump' })
      if (!(bytes instanceof Uint8Array)) throw new Error('The embedded database gave no archive.')
      return bytes
    },
    async close() {
      await db.destroy()
      if (!pool.ended) await pool.end()
      await thread.ask({ what: 'close' })
      await thread.stop()
      lock?.release()
    },
  }
}

const durability: Durability = {
  mode: 'process-crash-only',
  words: 'Embedded database: survives the end of this process, not a power cut. For trying out only.',
}

const finished = 'made.txt'

/** Takes the folder, and sets aside what a first start left unfinished: nothing in it was ever acknowledged. */
async function lockFolder(folder: string): Promise<Lock> {
  await mkdir(folder, { recursive: true })
  const lock = takeLock(join(folder, 'makeright.lock'))
  try {
    if (existsSync(join(folder, 'data')) && !isFinished(folder))
      await rename(join(folder, 'data'), join(folder, `data.unfinished-${Date.now()}`))
    return lock
  } catch (error) {
    lock.release()
    throw error
  }
}

function isFinished(folder: string): boolean {
  return existsSync(join(folder, finished))
}

function asBlob(template: Blob | Uint8Array | undefined): Blob | undefined {
  return template instanceof Uint8Array ? new Blob([Uint8Array.from(template)]) : template
}
