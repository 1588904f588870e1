import type { Transaction } from 'kysely'
import { PgConnection } from './pg-driver.ts'

/** A value of a row to be copied. Dates of the calendar are strings; objects go in as JSON text. */
export type CopyValue = string | bigint | number | boolean | Date | null | undefined

const escapes: Record<string, string> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' }

/** One row in PostgreSQL's text format, which never holds a raw line end: that is what makes it safe to cut into chunks. */
export function copyRow(values: readonly CopyValue[]): string {
  return `${values.map(copyField).join('\t')}\n`
}

function copyField(value: CopyValue): string {
  if (value === null || value === undefined) return '\\N'
  if (value instanceof Date) return value.toISOString()
  if (typeof value !== 'string') return String(value)
  return value.replace(/[\\\t\n\r]/g, (character) => escapes[character] ?? character)
}

/** Gathers pieces into chunks of about `size` bytes that end at the end of a row. */
export async function* wholeRows(
  pieces: AsyncIterable<Buffer | string>,
  size = 4 * 1024 * 1024,
): AsyncGenerator<Buffer> {
  let held: Buffer[] = []
  let length = 0
  for await (const piece of pieces) {
    const bytes = typeof piece === 'string' ? Buffer.from(piece) : piece
    held.push(bytes)
    length += bytes.length
    if (length < size) continue
    const all = Buffer.concat(held)
    const end = all.lastIndexOf(0x0a) + 1
    if (end > 0) yield all.subarray(0, end)
    held = [all.subarray(end)]
    length = all.length - end
  }
  if (length > 0) yield Buffer.concat(held)
}

/** The connection that a transaction owns: a copy must run on it, or it would not be part of the transaction. */
export async function onConnectionOf<T, R>(
  tx: Transaction<T>,
  use: (connection: PgConnection) => Promise<R>,
): Promise<R> {
  return tx.getExecutor().provideConnection(async (connection) => {
    if (!(connection instanceof PgConnection))
      throw new Error('This transaction was not opened by server/db/client.ts.')
    return use(connection)
  })
}
