import { connect, createServer, type Socket } from 'node:net'

/** A wire to a database that can fall silent without breaking: bytes are held back both ways until it speaks again. */
export async function muteableWire(
  databaseUrl: string,
): Promise<{ url: string; mute(on: boolean): void; close(): Promise<void> }> {
  const to = new URL(databaseUrl)
  const sockets = new Set<Socket>()
  let muted = false
  const server = createServer((near) => {
    const far = connect(Number(to.port), to.hostname)
    for (const [from, into] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from)
      from.on('data', (bytes) => into.write(bytes))
      from.on('error', () => into.destroy())
      from.on('close', () => {
        sockets.delete(from)
        into.destroy()
      })
      if (muted) from.pause()
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const url = new URL(databaseUrl)
  url.port = String(typeof address === 'object' && address ? address.port : 0)
  return {
    url: url.href,
    mute(on) {
      muted = on
      for (const socket of sockets) {
        if (on) socket.pause()
        else socket.resume()
      }
    },
    async close() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
