import { createServer, type Server } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import pino from 'pino'
import { readConfig } from '#server/config.ts'
import { openDatabase } from '#server/db/open-database.ts'
import { makeApp } from '#server/edge/app.ts'
import { Announcer } from '#server/live/announce.ts'

export type Statement = { text: string; values: unknown[] }

/** A desk in this process whose statements can be overheard: a floor is made of what the desk really sends, not of what we think it sends. */
export type Recorder = {
  origin: string
  /** What went to the database while `ask` ran. */
  during(ask: () => Promise<unknown>): Promise<Statement[]>
  stop(): Promise<void>
}

export async function startRecorder(url: string): Promise<Recorder> {
  // One person asks for everybody here too.
  const config = readConfig({ DATABASE_URL: url, LOG_LEVEL: 'silent', LOOKS_PER_MINUTE: '1000000' })
  const database = await openDatabase({ kind: 'postgres', url, poolSize: 2 })
  const announcer = new Announcer(database)
  const app = makeApp({
    config,
    database,
    announcer,
    log: pino({ level: 'silent' }),
    clientFolder: 'dist/client',
  })
  const server = createServer(app)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const overheard = overhear()
  return {
    origin: originOf(server),
    async during(ask) {
      overheard.begin()
      await ask()
      // An announcement leaves after the answer.
      await sleep(20)
      return overheard.end()
    },
    async stop() {
      overheard.stop()
      server.close()
      server.closeAllConnections()
      await database.close()
    },
  }
}

function originOf(server: Server): string {
  const address = server.address()
  return `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`
}

/**
 * A search and the look at its session are sent side by side, in any order: the session's is the one that takes a hash.
 */
export function searchAmong(statements: readonly Statement[]): { session: Statement; search: Statement } {
  const takesHash = ({ values }: Statement) => values.some((value) => ArrayBuffer.isView(value))
  const session = statements.find(takesHash)
  const search = statements.find((each) => !takesHash(each))
  if (!session || !search || statements.length > 2)
    throw new Error(`A search sent ${statements.length} statements where two were expected.`)
  return { session, search }
}

/** Sent beside an answer once in a few seconds, and part of none. */
const keepsSessionAlive = 'update sessions set last_seen_at = now() from here'

type Sent = string | { text: string; values?: unknown[] }

function overhear() {
  const { prototype } = pg.Client
  const query = prototype.query
  let heard: Statement[] | null = null
  prototype.query = new Proxy(query, {
    apply(target, self, given: unknown[]) {
      const [sent, values] = given as [Sent, unknown]
      if (typeof sent === 'string') heard?.push({ text: sent, values: Array.isArray(values) ? values : [] })
      else if (heard && typeof sent.text === 'string')
        heard.push({ text: sent.text, values: sent.values ?? [] })
      return Reflect.apply(target, self, given)
    },
  })
  return {
    begin: () => {
      heard = []
    },
    end: (): Statement[] => {
      const all = heard ?? []
      heard = null
      return all.filter(({ text }) => !text.includes(keepsSessionAlive))
    },
    stop: () => {
      prototype.query = query
    },
  }
}

/**
 * What an answer costs without the event that it leaves, committed before it goes out. The floor is a plain server and
 * writes no journal, so the event counts as ours: the ratio pays for it, as the person who waits does.
 */
export function withoutJournal(statements: readonly Statement[]): Statement[] {
  const from = statements.findIndex(({ text }) => /insert into (account|desk)_events/.test(text))
  if (from === -1) throw new Error('An answer left no event.')
  return [...statements.slice(0, from), ...statements.slice(from + 1)]
}
