import {
  CompiledQuery as Compiled,
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type QueryResult,
  type TransactionSettings,
} from 'kysely'
import type pg from 'pg'
import { CommitRefused, CommitUnknown, spoilsConnection } from './pg-failures.ts'

/** How many milliseconds an answer is waited for. */
export type Deadlines = { statement: number; commit: number }

const writes = new Set(['INSERT', 'UPDATE', 'DELETE', 'MERGE'])

/** One connection of the pool while it is out. `client` is public so that a copy can use the transaction's own. */
export class PgConnection implements DatabaseConnection {
  readonly client: pg.PoolClient
  readonly #nameOf: (text: string) => string | undefined
  readonly #deadlines: Deadlines | undefined
  spoiled = false
  /** Set for the rest of a transaction that has no deadline (server/db/deadlines.ts). */
  unhurried = false
  /** Hears that the connection was lost while nothing was asked. */
  readonly onError = (): void => {
    this.spoiled = true
  }

  constructor(client: pg.PoolClient, nameOf: (text: string) => string | undefined, deadlines?: Deadlines) {
    this.client = client
    this.#nameOf = nameOf
    this.#deadlines = deadlines
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const { command, rowCount, rows } = await this.run(query)
    const result: QueryResult<R> = { rows: rows as R[] }
    return writes.has(command) ? { ...result, numAffectedRows: BigInt(rowCount ?? 0) } : result
  }

  async run(
    { sql, parameters }: CompiledQuery,
    kind: keyof Deadlines = 'statement',
  ): Promise<pg.QueryResult> {
    try {
      // Without parameters a text may hold several statements (migrations do), and those cannot be prepared.
      const name = parameters.length > 0 ? this.#nameOf(sql) : undefined
      const query: pg.QueryConfig & { query_timeout?: number } = { text: sql, values: [...parameters] }
      if (name) query.name = name
      if (this.#deadlines && !this.unhurried) query.query_timeout = this.#deadlines[kind]
      return await this.client.query(query)
    } catch (error) {
      this.spoiled ||= spoilsConnection(error)
      throw error
    }
  }

  streamQuery(): AsyncIterableIterator<never> {
    throw new Error('Streaming is not offered: page the query, or copy.')
  }
}

export class PgDriver implements Driver {
  readonly #pool: pg.Pool
  readonly #nameOf: (text: string) => string | undefined
  readonly #waitedInVain: string | undefined
  readonly #deadlines: Deadlines | undefined

  /**
   * `waitedInVain` explains what it means here when no connection came free in time. After a deadline
   * without an answer the connection is given up, whether or not the server still lives.
   */
  constructor(
    pool: pg.Pool,
    nameOf: (text: string) => string | undefined,
    more: { waitedInVain?: string; deadlines?: Deadlines | undefined } = {},
  ) {
    this.#pool = pool
    // The pool listens only to clients at rest, and one that is ended in the packet that opened it is heard by nobody
    // yet: without a listener from its first moment that would end the process.
    pool.on('connect', (client) => void client.on('error', () => {}))
    this.#nameOf = nameOf
    this.#waitedInVain = more.waitedInVain
    this.#deadlines = more.deadlines
  }

  async init() {}

  async acquireConnection(): Promise<PgConnection> {
    const client = await this.#pool.connect().catch((error: Error) => {
      if (this.#waitedInVain && error.message.startsWith('timeout exceeded'))
        throw new Error(`${error.message}. ${this.#waitedInVain}`, { cause: error })
      throw error
    })
    const connection = new PgConnection(client, this.#nameOf, this.#deadlines)
    client.on('error', connection.onError)
    return connection
  }

  async releaseConnection(connection: PgConnection) {
    connection.client.off('error', connection.onError)
    connection.client.release(connection.spoiled)
  }

  async beginTransaction(connection: PgConnection, { isolationLevel, accessMode }: TransactionSettings) {
    const level = isolationLevel ? ` isolation level ${isolationLevel}` : ''
    await connection.run(Compiled.raw(`begin${level}${accessMode ? ` ${accessMode}` : ''}`))
  }

  async commitTransaction(connection: PgConnection) {
    // Not sent, so not unknown: the server ends what the lost connection had begun.
    if (connection.spoiled) throw new Error('Connection terminated before the commit; nothing was saved.')
    // A warning beside COMMIT says it was not replicated as promised: committed here, not known to be safe.
    let warning: string | undefined
    const onNotice = (notice: { severity?: string | undefined; message?: string | undefined }) => {
      if (notice.severity === 'WARNING') warning = notice.message
    }
    connection.client.on('notice', onNotice)
    try {
      const { command } = await connection.run(Compiled.raw('commit'), 'commit')
      if (command !== 'COMMIT')
        throw new CommitRefused('The transaction had failed before its commit; nothing was saved.')
      if (warning) throw new CommitUnknown(warning)
    } catch (error) {
      if (connection.spoiled) throw new CommitUnknown('The answer to the commit was lost.', { cause: error })
      throw error
    } finally {
      connection.client.off('notice', onNotice)
    }
  }

  async rollbackTransaction(connection: PgConnection) {
    if (connection.spoiled) return // the server rolls back by itself when the connection ends
    // The first error is the one worth reporting; a failed rollback only costs the connection.
    await connection.run(Compiled.raw('rollback')).catch(connection.onError)
  }

  async destroy() {
    await this.#pool.end()
  }
}

export function dialectOver(driver: Driver): Dialect {
  return {
    createDriver: () => driver,
    createAdapter: () => new PostgresAdapter(),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  }
}
