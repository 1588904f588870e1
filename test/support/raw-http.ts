import { connect } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'

/** What came back on a connection of its own until it ended, and how it ended. */
export type RawAnswer = {
  status: number
  head: string
  body: string
  ended: 'closed' | 'reset' | 'left open'
}

type Saying = {
  /** Ends our side after the last byte, and goes on listening. */
  halfClose?: boolean
  /** Given up waiting for more after this time without a byte, when something was answered. */
  quietMs?: number
  longestMs?: number
}

/** Says these bytes as they are: the bare wire, without a client's good manners. */
export async function sayRaw(
  port: number,
  pieces: readonly (string | Buffer)[],
  { halfClose = false, quietMs = 150, longestMs = 25_000 }: Saying = {},
): Promise<RawAnswer> {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
  const parts: Buffer[] = []
  let heardAt = performance.now()
  let ended: RawAnswer['ended'] | null = null
  socket.on('data', (bytes: Buffer) => {
    heardAt = performance.now()
    if (parts.length < 1000) parts.push(bytes)
  })
  socket.on('end', () => {
    ended ??= 'closed'
  })
  socket.on('close', () => {
    ended ??= 'closed'
  })
  socket.on('error', () => {
    ended ??= 'reset'
  })
  for (const piece of pieces) {
    if (ended) break
    if (!socket.write(piece)) await Promise.race([drained(socket), pause(longestMs)])
  }
  if (halfClose && !ended) socket.end()
  const began = performance.now()
  while (!ended && performance.now() - began < longestMs) {
    if (parts.length > 0 && performance.now() - heardAt > quietMs) break
    await pause(5)
  }
  socket.destroy()
  const text = Buffer.concat(parts).toString('latin1')
  const [head = '', ...rest] = text.split('\r\n\r\n')
  return {
    status: Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1] ?? 0),
    head,
    body: rest.join('\r\n\r\n'),
    ended: ended ?? 'left open',
  }
}

const drained = (socket: ReturnType<typeof connect>): Promise<void> =>
  new Promise((resolve) => {
    socket.once('drain', resolve)
    socket.once('close', resolve)
    socket.once('error', () => resolve())
  })
