/** No place came free in time: nothing was begun. */
export class NoPlace extends Error {
  override name = 'NoPlace'
}

/**
 * Places for transactions: fewer than there are connections, so that whoever only looks finds one while all that
 * changes something waits for a lock or a standby. Who comes first is served first.
 */
export class Places {
  #free: number
  readonly #wait: number
  readonly #queue: (() => void)[] = []

  /** @param wait milliseconds after which whoever waits is told so */
  constructor(count: number, wait: number) {
    this.#free = count
    this.#wait = wait
  }

  /** A place, to be left by calling the answer once. */
  async take(): Promise<() => void> {
    if (this.#free > 0) this.#free -= 1
    else await this.#inLine()
    return () => {
      const next = this.#queue.shift()
      if (next) next()
      else this.#free += 1
    }
  }

  #inLine(): Promise<void> {
    return new Promise((resolve, reject) => {
      const turn = () => {
        clearTimeout(timer)
        resolve()
      }
      const timer = setTimeout(() => {
        this.#queue.splice(this.#queue.indexOf(turn), 1)
        reject(new NoPlace('All places for transactions are taken.'))
      }, this.#wait)
      this.#queue.push(turn)
    })
  }
}
