import pg from 'pg'

type Hear = (payload: string) => void

/** LISTEN on a connection of its own, kept out of the pool, opened on first use and opened again when it is lost. */
export function listenerOn(config: pg.ClientConfig, onError: (error: Error) => void) {
  const channels = new Map<string, Set<Hear>>()
  let client: Promise<pg.Client> | undefined
  let closed = false
  let retry: NodeJS.Timeout | undefined

  async function connect(): Promise<pg.Client> {
    const fresh = new pg.Client(config)
    fresh.on('notification', ({ channel, payload }) => {
      for (const hear of channels.get(channel) ?? []) hear(payload ?? '')
    })
    fresh.on('error', onError)
    fresh.on('end', () => {
      client = undefined
      if (!closed && channels.size > 0) retry = setTimeout(reconnect, 500)
    })
    await fresh.connect()
    for (const channel of channels.keys()) await fresh.query(`listen ${pg.escapeIdentifier(channel)}`)
    return fresh
  }

  function connected(): Promise<pg.Client> {
    client ??= connect().catch((error) => {
      client = undefined
      throw error
    })
    return client
  }

  function reconnect() {
    connected().catch((error) => {
      onError(error)
      if (!closed) retry = setTimeout(reconnect, 1000)
    })
  }

  return {
    async listen(channel: string, hear: Hear): Promise<() => void> {
      const hearers = channels.get(channel)
      if (hearers) hearers.add(hear)
      else channels.set(channel, new Set([hear]))
      const current = await connected()
      if (!hearers) await current.query(`listen ${pg.escapeIdentifier(channel)}`)
      return () => channels.get(channel)?.delete(hear)
    },
    async close() {
      closed = true
      clearTimeout(retry)
      channels.clear()
      await client?.then((current) => current.end()).catch(onError)
    },
  }
}
