import type { Kysely, Transaction } from 'kysely'
import type { Tables } from './schema.ts'

export type Db = Kysely<Tables>

export type Durability = { mode: 'durable' | 'process-crash-only'; words: string }

export type DatabaseTarget =
  | { kind: 'pglite'; folder: string | 'memory'; template?: Blob | Uint8Array | undefined }
  | { kind: 'postgres'; url: string; poolSize?: number | undefined }

export type OpenOptions = {
  /** For imports and migrations: no limit on how long a statement, a lock or a transaction may take. */
  patient?: boolean | undefined
  /** Trouble on a connection nobody is using, worth a line in the log and nothing more. */
  onBackgroundError?: ((error: Error) => void) | undefined
}

export type Database = {
  db: Db
  kind: DatabaseTarget['kind']
  /** As it was when the database was opened. */
  durability: Durability
  /** As it is now, on a connection that nothing else uses. Fails when the database does not answer. */
  durabilityNow(): Promise<Durability>
  /** Waits for a place among the transactions; the answer leaves it. Without one in time: NoPlace. */
  place(): Promise<() => void>
  /** Copies rows in PostgreSQL's text format (see copyRow) into `table (column, …)`, inside the transaction. Returns how many. */
  copyIn(tx: Transaction<Tables>, target: string, pieces: AsyncIterable<Buffer | string>): Promise<number>
  /** Hears what any process announces on the channel; the answer stops listening. */
  listen(channel: string, hear: (payload: string) => void): Promise<() => void>
  notify(channel: string, payload: string): Promise<void>
  close(): Promise<void>
}
