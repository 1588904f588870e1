import { type Link, openWire, type Wire } from './wire.ts'

/** Where to cut: at the n-th message of PostgreSQL's protocol in one direction, or around the commit. */
export type CutAt = {
  direction: 'to server' | 'to client'
  /** Counted from when it is set; "commit" is the commit itself, or the first word of its answer. */
  message: number | 'commit'
  when: 'before' | 'after'
}

export type MessageWire = Wire & {
  set(cut: CutAt | null): void
  /** Whether the cut that was set has happened. */
  happened(): boolean
}

type Ends = {
  waiting: Record<CutAt['direction'], Buffer>
  greeted: boolean
  listens: boolean
  committing: boolean
}

/** A wire that knows where one message ends and the next begins, and can be cut exactly there. */
export async function openMessageWire(to: () => number): Promise<MessageWire> {
  const ends = new WeakMap<Link, Ends>()
  let cut: CutAt | null = null
  let seen = { 'to server': 0, 'to client': 0 }
  let done = false

  const endsOf = (link: Link): Ends => {
    let known = ends.get(link)
    if (!known) {
      const waiting = { 'to server': Buffer.alloc(0), 'to client': Buffer.alloc(0) }
      known = { waiting, greeted: false, listens: false, committing: false }
      ends.set(link, known)
    }
    return known
  }

  const valve = (direction: CutAt['direction']) => (bytes: Buffer, link: Link) => {
    const state = endsOf(link)
    let rest = Buffer.concat([state.waiting[direction], bytes])
    const out = direction === 'to server' ? link.server : link.client
    for (;;) {
      // The very first message of a client has a length and no type.
      const typed = direction === 'to client' || state.greeted ? 1 : 0
      const length = rest.length >= typed + 4 ? typed + rest.readUInt32BE(typed) : Number.POSITIVE_INFINITY
      if (rest.length < length) break
      const message = rest.subarray(0, length)
      rest = rest.subarray(length)
      if (direction === 'to server') {
        state.greeted = true
        const words = message
          .subarray(typed + 4)
          .toString('latin1')
          .toLowerCase()
        if (typed && words.startsWith('listen')) state.listens = true
        if (typed && words.startsWith('commit')) state.committing = true
      }
      if (meets(state, direction)) {
        done = true
        // What was let through has to arrive before the end of the connection does.
        if (cut?.when === 'after') out.end(Buffer.from(message), () => link.cut())
        else link.cut()
        cut = null
        return
      }
      out.write(message)
    }
    state.waiting[direction] = rest
  }

  function meets(state: Ends, direction: CutAt['direction']): boolean {
    if (!cut || state.listens) return false
    seen[direction] += 1
    if (cut.direction !== direction) return false
    return cut.message === 'commit' ? state.committing : cut.message === seen[direction]
  }

  const wire = await openWire({ to, toServer: valve('to server'), toClient: valve('to client') })
  return {
    ...wire,
    set(next) {
      cut = next
      seen = { 'to server': 0, 'to client': 0 }
      done = false
    },
    happened: () => done,
  }
}
