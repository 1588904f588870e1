import { once } from 'node:events'
import { pipeline } from 'node:stream/promises'
import { CamelCasePlugin, Kysely } from 'kysely'
import pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import type { Database, Durability, OpenOptions } from './client.ts'
import { onConnectionOf } from './copy.ts'
import { dialectOver, PgDriver } from './pg-driver.ts'
import { spoilsConnection } from './pg-failures.ts'
import { listenerOn } from './pg-listen.ts'
import { statementNames } from './pg-statements.ts'
import { valueTypes } from './pg-values.ts'
import type { Tables } from './schema.ts'

/** pg waits for ever by default. A desk would rather say "not saved" after seconds than keep a caller on the line. */
const deskTimeouts = {
  connectionTimeoutMillis: 1000,
  statement_timeout: 5000,
  lock_timeout: 2000,
  idle_in_transaction_session_timeout: 10_000,
}
const patientTimeouts = { connectionTimeoutMillis: 30_000 }

export async function openPostgres(url: string, poolSize: number, options: OpenOptions): Promise<Database> {
  const onError = options.onBackgroundError ?? (() => {})
  const connection: pg.ClientConfig = {
    connectionString: url,
    application_name: 'makeright',
    keepAlive: true,
    options: '-c timezone=UTC',
    types: valueTypes,
  }
  const timeouts = options.patient ? patientTimeouts : deskTimeouts
  const pool = new pg.Pool({ ...connection, ...timeouts, max: poolSize })
  pool.on('error', onError)
  const listener = listenerOn({ ...connection, connectionTimeoutMillis: 5000 }, onError)
  // A migration changes tables under cached plans, so a patient handle keeps none.
  const nameOf = options.patient ? () => undefined : statementNames()
  const db = new Kysely<Tables>({ dialect: dialectOver(new PgDriver(pool, nameOf)), plugins: [camelCase()] })

  let durability: Durability
  try {
    durability = await durabilityOf(pool)
  } catch (error) {
    await db.destroy()
    throw error
  }
  return {
    db,
    kind: 'postgres',
    durability,
    listen: listener.listen,
    async notify(channel, payload) {
      await pool.query('select pg_notify($1, $2)', [channel, payload])
    },
    copyIn: (tx, target, pieces) =>
      onConnectionOf(tx, async (out) => {
        const stream = out.client.query(copyFrom(`copy ${target} from stdin`))
        try {
          await pipeline(pieces, stream)
          return stream.rowCount ?? 0
        } catch (error) {
          // The server's own words arrive as an error of the stream; when the source failed, wait until the copy is undone.
          if (spoilsConnection(error) && !stream.closed) await once(stream, 'close').catch(() => {})
          throw error
        }
      }),
    async close() {
      await listener.close()
      await db.destroy()
      if (!pool.ended) await pool.end()
    },
  }
}

/** Keys inside jsonb are data, not columns: they stay as they were written. */
export function camelCase(): CamelCasePlugin {
  return new CamelCasePlugin({ maintainNestedObjectKeys: true })
}

async function durabilityOf(pool: pg.Pool): Promise<Durability> {
  const { rows } = await pool.query(`select current_setting('fsync') as fsync,
    current_setting('synchronous_commit') as waits, current_setting('synchronous_standby_names') as standbys`)
  const { fsync, waits, standbys } = rows[0]
  if (fsync === 'off' || waits === 'off')
    return {
      mode: 'process-crash-only',
      words: `PostgreSQL with fsync ${fsync} and synchronous_commit ${waits}: a power cut may lose what was acknowledged.`,
    }
  if (!standbys || waits === 'local')
    return {
      mode: 'durable',
      words:
        'PostgreSQL: what was acknowledged is on its disk; the loss of that disk loses what no standby has yet.',
    }
  return {
    mode: 'durable',
    words: 'PostgreSQL: what was acknowledged is on its disk and on a synchronous standby.',
  }
}
