import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { ImportStopped } from './import-map.ts'

/** Where rows come from. It may be opened twice: the second time to fetch the raw text of rows the database refused. */
export type Source = {
  name: string
  /** Bytes, when known beforehand. */
  size: number | null
  /** Where its rejects go; null when there is no file beside which to put them. */
  rejectsPath: string | null
  open(): AsyncIterable<Uint8Array | string>
}

export async function fileSource(
  path: string,
  { rejects: rejectsFolder, secret = false }: { rejects?: string; secret?: boolean } = {},
): Promise<Source> {
  const found = await stat(path).catch(() => null)
  if (!found?.isFile()) throw new ImportStopped(`There is no file ${path}.`)
  if (secret && (found.mode & 0o077) !== 0)
    throw new ImportStopped(`${path} holds passcodes and can be read by others: "chmod 600" it.`)
  const name = basename(path)
  return {
    name,
    size: found.size,
    rejectsPath: join(
      rejectsFolder ?? dirname(path),
      `${name.replace(/\.(csv|txt|psv|dat)$/i, '')}.rejects.csv`,
    ),
    open: () => createReadStream(path, { highWaterMark: 256 * 1024 }),
  }
}

export const memorySource = (name: string, open: () => AsyncIterable<Uint8Array | string>): Source => ({
  name,
  size: null,
  rejectsPath: null,
  open,
})

/** The bytes of a source, counted and hashed on their way. */
export function measured(
  source: Source,
  onBytes: (bytes: number) => void,
): { chunks: AsyncIterable<Uint8Array | string>; sha256: () => string } {
  const hash = createHash('sha256')
  async function* chunks() {
    for await (const chunk of source.open()) {
      hash.update(chunk)
      onBytes(typeof chunk === 'string' ? Buffer.byteLength(chunk) : chunk.length)
      yield chunk
    }
  }
  return { chunks: chunks(), sha256: () => hash.digest('hex') }
}
