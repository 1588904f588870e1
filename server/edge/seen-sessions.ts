import { hashToken } from '../staff/sessions.ts'

const most = 10_000

/**
 * Sessions that were whole when this process was last asked with them. That opens nothing and is believed by nobody: each
 * request reads its session anew. It says for whom a search may be begun beside that look, so that a made-up token costs
 * the database no search.
 */
export class SeenSessions {
  readonly #hashes = new Set<string>()

  has(token: string | null): boolean {
    return token !== null && this.#hashes.has(nameOf(token))
  }

  note(token: string, whole: boolean): void {
    const name = nameOf(token)
    if (!whole) this.#hashes.delete(name)
    else if (!this.#hashes.has(name)) {
      const [oldest] = this.#hashes
      if (this.#hashes.size >= most && oldest !== undefined) this.#hashes.delete(oldest)
      this.#hashes.add(name)
    }
  }
}

const nameOf = (token: string): string => hashToken(token).toString('base64')
