import type { Worker } from 'node:worker_threads'
import pg from 'pg'
import { threadOf } from '../thread.ts'

export type Ask =
  | { what: 'opened' | 'reset' | 'dump' | 'close' }
  | { what: 'speak'; bytes: Uint8Array<ArrayBuffer> }
  | { what: 'copy'; target: string; bytes: Uint8Array<ArrayBuffer> }

export type Answer = { id: number; value?: Uint8Array | number | undefined; failure?: { message: string } }

type Waiting = { resolve(value: Uint8Array | number | undefined): void; reject(error: Error): void }

/** Our end of the thread that PGlite lives on: ask, and wait for the answer. */
export class PgliteThread {
  readonly #worker: Worker
  readonly #waiting = new Map<number, Waiting>()
  #asked = 0
  #ended: Error | undefined

  constructor(folder: string, template: Blob | undefined) {
    this.#worker = threadOf(new URL('./pglite-worker.ts', import.meta.url), {
      workerData: { folder, template },
    })
    this.#worker.on('message', (answer: Answer) => this.#hear(answer))
    this.#worker.on('error', (error) => this.#end(error))
    this.#worker.on('exit', () => this.#end(new Error('The embedded database has ended.')))
  }

  ask(ask: Ask): Promise<Uint8Array | number | undefined> {
    if (this.#ended) return Promise.reject(this.#ended)
    const id = ++this.#asked
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject })
      this.#worker.postMessage({ id, ask })
    })
  }

  get ended(): Error | undefined {
    return this.#ended
  }

  async stop() {
    await this.#worker.terminate()
  }

  #hear({ id, value, failure }: Answer) {
    const waiting = this.#waiting.get(id)
    this.#waiting.delete(id)
    if (failure) waiting?.reject(asDatabaseError(failure))
    else waiting?.resolve(value)
  }

  #end(error: Error) {
    this.#ended ??= error
    for (const { reject } of this.#waiting.values()) reject(this.#ended)
    this.#waiting.clear()
  }
}

function asDatabaseError(failure: { message: string; code?: string }): Error {
  const error = failure.code ? new pg.DatabaseError(failure.message, 0, 'error') : new Error(failure.message)
  return Object.assign(error, failure)
}
