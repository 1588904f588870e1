import { connect, createServer, type Socket } from 'node:net'

/** One connection through a wire. What a valve does not pass on does not arrive. */
export type Link = { readonly client: Socket; readonly server: Socket; cut(): void }
type Valve = (bytes: Buffer, link: Link) => void

/** A cable on the loopback that can be cut, frozen, mended and plugged in elsewhere. */
export type Wire = {
  readonly port: number
  /** Ends every connection, and refuses new ones until it is mended. */
  cut(): void
  /** Nothing passes and nobody is told, until it is mended. */
  freeze(): void
  mend(): void
  close(): Promise<void>
}

export type WireOptions = {
  /** Which port of the loopback it leads to, asked again for each connection. */
  to: () => number
  toServer?: Valve
  toClient?: Valve
}

export async function openWire({ to, toServer, toClient }: WireOptions): Promise<Wire> {
  const links = new Set<Link>()
  let state: 'whole' | 'cut' | 'frozen' = 'whole'

  const wire = createServer({ pauseOnConnect: true }, (client) => {
    if (state === 'cut') return void client.destroy()
    const server = connect(to(), '127.0.0.1')
    const link: Link = {
      client,
      server,
      cut() {
        links.delete(link)
        client.destroy()
        server.destroy()
      },
    }
    links.add(link)
    for (const end of [client, server]) {
      end.setNoDelay(true)
      end.on('error', () => link.cut())
      end.on('close', () => link.cut())
    }
    client.on('data', (bytes: Buffer) => (toServer ? toServer(bytes, link) : server.write(bytes)))
    server.on('data', (bytes: Buffer) => (toClient ? toClient(bytes, link) : client.write(bytes)))
    if (state === 'whole') client.resume()
    else server.pause()
  })
  await new Promise<void>((resolve) => wire.listen(0, '127.0.0.1', resolve))
  const address = wire.address()
  const port = typeof address === 'object' && address ? address.port : 0

  return {
    port,
    cut() {
      state = 'cut'
      for (const link of [...links]) link.cut()
    },
    freeze() {
      state = 'frozen'
      for (const { client, server } of links) {
        client.pause()
        server.pause()
      }
    },
    mend() {
      state = 'whole'
      for (const { client, server } of links) {
        client.resume()
        server.resume()
      }
    },
    async close() {
      for (const link of [...links]) link.cut()
      await new Promise((resolve) => wire.close(resolve))
    },
  }
}
