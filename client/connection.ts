import { useSyncExternalStore } from 'react'

type Connection = {
  /** The server no longer knows this sign-in; the page stays and asks for it again. */
  readonly signedOut: boolean
  /** The last request was answered, whatever the answer. */
  readonly reached: boolean
  /** Changes of others arrive by themselves. */
  readonly streaming: boolean
  /** When the server was last heard from. */
  readonly heardAt: number
}

let connection: Connection = { signedOut: false, reached: true, streaming: false, heardAt: Date.now() }
const listeners = new Set<() => void>()

export function setConnection(change: Partial<Connection>): void {
  const next = { ...connection, ...change }
  const same =
    next.signedOut === connection.signedOut &&
    next.reached === connection.reached &&
    next.streaming === connection.streaming
  connection = next
  // The time alone is no news: it is read when something else has changed.
  if (!same) for (const listener of listeners) listener()
}

const subscribe = (listener: () => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** For what has to happen when the connection changes, outside of drawing. */
export const onConnection = subscribe
export const connectionNow = (): Connection => connection
export const useConnection = (): Connection => useSyncExternalStore(subscribe, connectionNow)
