import { Duplex } from 'node:stream'
import type { PgliteThread } from './pglite-thread.ts'

/** AuthenticationOk and ReadyForQuery: the embedded database asks nobody who he is. */
const welcome = Buffer.from([0x52, 0, 0, 0, 8, 0, 0, 0, 0, 0x5a, 0, 0, 0, 5, 0x49])

const sync = 'S'.charCodeAt(0)
const query = 'Q'.charCodeAt(0)
const terminate = 'X'.charCodeAt(0)

/**
 * Stands in for the socket of a pg client. So both databases share one client, with its values, prepared statements
 * and errors, and the contract between them is small. Messages are held until a Sync or a simple Query completes them.
 */
export class PgliteStream extends Duplex {
  readonly #thread: PgliteThread
  #held: Buffer[] = []
  #welcomed = false

  constructor(thread: PgliteThread) {
    super()
    this.#thread = thread
  }

  connect() {
    this.#thread.ask({ what: 'reset' }).then(
      () => this.emit('connect'),
      (error) => this.destroy(error),
    )
    return this
  }

  override _read() {}

  override _writev(chunks: { chunk: Buffer }[], done: (error?: Error | null) => void) {
    for (const { chunk } of chunks) this.#held.push(chunk)
    this.#speak().then(() => done(), done)
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void) {
    this._writev([{ chunk }], done)
  }

  override _final(done: () => void) {
    this.push(null)
    done()
  }

  async #speak() {
    if (!this.#welcomed) {
      this.#welcomed = true
      this.#held = []
      this.push(welcome)
      return
    }
    const all = Buffer.concat(this.#held)
    const { end, ended } = completeUntil(all)
    this.#held = end < all.length ? [all.subarray(end)] : []
    if (end > 0) {
      const answer = await this.#thread.ask({ what: 'speak', bytes: Uint8Array.from(all.subarray(0, end)) })
      if (answer instanceof Uint8Array)
        this.push(Buffer.from(answer.buffer, answer.byteOffset, answer.byteLength))
    }
    if (ended) this.push(null)
  }

  // What a socket has and the pg client calls; there is nothing to set on a thread.
  setNoDelay() {
    return this
  }
  setKeepAlive() {
    return this
  }
  ref() {
    return this
  }
  unref() {
    return this
  }
}

/** Where the last message that wants an answer ends, and whether the client said goodbye. */
function completeUntil(bytes: Buffer): { end: number; ended: boolean } {
  let at = 0
  let end = 0
  while (at + 5 <= bytes.length) {
    const type = bytes[at]
    const next = at + 1 + bytes.readUInt32BE(at + 1)
    if (next > bytes.length) break
    if (type === terminate) return { end, ended: true }
    if (type === sync || type === query) end = next
    at = next
  }
  return { end, ended: false }
}
