import { once } from 'node:events'
import { pipeline } from 'node:stream/promises'
import { CamelCasePlugin, Kysely } from 'kysely'
import pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import type { Database, Durability, OpenOptions } from './client.ts'
import { onConnectionOf } from './copy.ts'
import { dialectOver, PgDriver } from './pg-driver.ts'
import { type DurabilitySettings, durabilityOf, durabilityQuery, whyNotSafe } from './pg-durability.ts'
import { spoilsConnection } from './pg-failures.ts'
import { listenerOn } from './pg-listen.ts'
import { statementNames } from './pg-statements.ts'
import { valueTypes } from './pg-values.ts'
import { Places } from './places.ts'
import type { Tables } from './schema.ts'

/**
 * pg waits for ever by default. A desk would rather say "not saved" after seconds than keep a caller on the line. The
 * server ends a slow statement after 5 s; these deadlines are ours, for a server that is frozen or out of reach. It does
 * not end a commit that waits for a standby (measured), so that one is shorter: the whole call is to answer within 5 s.
 */
const deadlines = { statement: 5500, commit: 3500 }
/** The rest of the connections is for those who only look. */
const transactionShare = 0.75
const placeWait = 1000
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
    // Compiling a statement takes a second or two; none of the desk's is long enough to win that back.
    options: '-c timezone=UTC -c jit=off',
    types: valueTypes,
  }
  const timeouts = options.patient ? patientTimeouts : deskTimeouts
  const pool = new pg.Pool({ ...connection, ...timeouts, max: poolSize })
  pool.on('error', onError)
  const listener = listenerOn({ ...connection, connectionTimeoutMillis: 5000 }, onError)
  // A migration changes tables under cached plans, so a patient handle keeps none.
  const nameOf = options.patient ? () => undefined : statementNames()
  const db = new Kysely<Tables>({
    dialect: dialectOver(new PgDriver(pool, nameOf, { deadlines: options.patient ? undefined : deadlines })),
    plugins: [camelCase()],
  })

  const places = new Places(
    options.patient ? poolSize : Math.max(1, Math.floor(poolSize * transactionShare)),
    placeWait,
  )

  // Readiness has a connection of its own: it must not wait behind the work that it reports on.
  const looking = new pg.Pool({
    ...connection,
    connectionTimeoutMillis: 1000,
    statement_timeout: 1000,
    query_timeout: 1500,
    max: 1,
  })
  looking.on('error', onError)
  let durability: Durability
  try {
    const settings = await readSettings(pool)
    const unsafe = whyNotSafe(settings)
    if (unsafe) throw new Error(`Not opened for money. ${unsafe}`)
    durability = durabilityOf(settings)
  } catch (error) {
    await db.destroy()
    throw error
  }
  let look: Promise<Durability> | undefined
  return {
    db,
    kind: 'postgres',
    durability,
    durabilityNow() {
      look ??= readSettings(looking)
        .then(durabilityOf)
        .finally(() => {
          look = undefined
        })
      return look
    },
    place: () => places.take(),
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
      await looking.end()
      await db.destroy()
      if (!pool.ended) await pool.end()
    },
  }
}

/** Keys inside jsonb are data, not columns: they stay as they were written. */
export function camelCase(): CamelCasePlugin {
  return new CamelCasePlugin({ maintainNestedObjectKeys: true })
}

const readSettings = async (pool: pg.Pool): Promise<DurabilitySettings> =>
  (await pool.query<DurabilitySettings>(durabilityQuery)).rows[0] as DurabilitySettings
