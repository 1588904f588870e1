import { EventEmitter } from 'node:events'
import type { Database } from '../db/client.ts'

/** What changed, for screens that show it. Ids only: who may see the content asks for it. */
export type Change =
  | { topic: 'account'; accountId: string }
  | { topic: 'queue' }
  | { topic: 'desk' }
  | { topic: 'programmes' }
  | { topic: 'simulation' }
  | { topic: 'window' }
  | { topic: 'promises' }
  | { topic: 'run'; runId: string }
  | { topic: 'resync' }
export type NumberedChange = { number: number; change: Change }

const channel = 'makeright_changes'
const kept = 500
/** Milliseconds; nobody sees it, and a burst of postings becomes one announcement. NOTIFY carries at most 8,000 bytes. */
const gatheredFor = 20
const mostAtOnce = 80

/**
 * Carries changes to the browsers of every server process. Announced after commit, because NOTIFY inside the
 * transaction cost 17-26 % of the postings (measured); a lost announcement only makes a screen late, never wrong.
 */
export class Announcer {
  readonly #emitter = new EventEmitter().setMaxListeners(0)
  readonly #recent: NumberedChange[] = []
  readonly #gathered = new Map<string, Change>()
  #timer: NodeJS.Timeout | undefined
  #number = Date.now()
  #stop: () => void = () => {}
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  async start(): Promise<void> {
    this.#stop = await this.#database.listen(channel, (payload) =>
      this.#hear(JSON.parse(payload) as Change[]),
    )
  }

  stop(): void {
    clearTimeout(this.#timer)
    this.#stop()
  }

  announce(changes: readonly Change[]): void {
    if (changes.length === 0) return
    for (const change of changes) this.#gathered.set(JSON.stringify(change), change)
    // Under load one announcement carries many changes: each alone would be one more round trip for a posting.
    this.#timer ??= setTimeout(() => this.#send(), gatheredFor)
    if (this.#gathered.size >= mostAtOnce) this.#send()
  }

  /** Sends what is gathered now: for a command line, which ends before the time is up. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    const changes = [...this.#gathered.values()]
    this.#gathered.clear()
    if (changes.length === 0) return
    await this.#database.notify(channel, JSON.stringify(changes)).catch(() => this.#hear(changes))
  }

  #send(): void {
    void this.flush()
  }

  /** Changes after `lastNumber`; asks for a full resync when that is too long ago to know. */
  since(lastNumber: number): NumberedChange[] {
    const oldest = this.#recent[0]?.number ?? this.#number
    if (lastNumber > this.#number || lastNumber < oldest - 1)
      return [{ number: this.#number, change: { topic: 'resync' } }]
    return this.#recent.filter((entry) => entry.number > lastNumber)
  }

  hear(listener: (entry: NumberedChange) => void): () => void {
    this.#emitter.on('change', listener)
    return () => this.#emitter.off('change', listener)
  }

  #hear(changes: Change[]): void {
    for (const change of changes) {
      this.#number += 1
      const entry = { number: this.#number, change }
      this.#recent.push(entry)
      if (this.#recent.length > kept) this.#recent.shift()
      this.#emitter.emit('change', entry)
    }
  }
}

/** Accounts that changed together: a few are named, many are one word to ask again for whatever is shown. */
export function announceAccounts(
  work: { announce(change: Change): void },
  accountIds: readonly string[],
): void {
  const each = new Set(accountIds)
  if (each.size > 50) work.announce({ topic: 'resync' })
  else for (const accountId of each) work.announce({ topic: 'account', accountId })
}
