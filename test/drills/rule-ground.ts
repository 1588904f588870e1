import { randomBytes } from 'node:crypto'
import { createServer, request } from 'node:http'
import { join } from 'node:path'
import { sql } from 'kysely'
import pino from 'pino'
import { readConfig } from '#server/config.ts'
import type { Database } from '#server/db/client.ts'
import { openDatabase } from '#server/db/open-database.ts'
import { makeApp } from '#server/edge/app.ts'
import { Announcer } from '#server/live/announce.ts'
import { appRouter } from '#server/router.ts'
import type { Rule } from '#server/rule.ts'
import { hashToken } from '#server/staff/sessions.ts'
import type { Envelope } from '#shared/refusals.ts'
import type { Person } from '#test/support/calls.ts'
import { furnishDesk } from '#test/support/desk.ts'
import { secretsFile } from '#test/support/secrets.ts'
import { mutationCases } from '../server/mutation-cases.ts'
import { questionCases } from '../server/question-cases.ts'
import type { Cluster } from './cluster.ts'
import { newDatabase } from './migrated-data.ts'
import type { Stage } from './stage.ts'
import { letTheDeskIn } from './world.ts'

export type Procedure = {
  path: string
  type: 'query' | 'mutation' | 'subscription'
  rule: Rule
  takesInput: boolean
  /** Who is answered well, and with what. Each input is made anew: an act may be done once with it. */
  as: Person
  input(): Promise<unknown>
  /** Of whom it is answered well, when being signed in is not what it takes. */
  token(): Promise<string>
}
export type Answer = {
  status: number
  /** "ok", or the code of the refusal. */
  code: string
  text: string
  headers: Record<string, string>
  ms: number
}
export type Ask = { token?: string | null; path: string; input?: unknown }
export type Raw = {
  path: string
  method?: string
  headers?: Record<string, string>
  body?: string
  token?: string | null
}

export type Ground = {
  cluster: Cluster
  /** For the owner: the desk itself is in with its own role. */
  database: Database
  name: string
  origin: string
  procedures: readonly Procedure[]
  /** As the desk's own page asks. */
  ask(ask: Ask): Promise<Answer>
  /** As somebody asks who tries things. */
  raw(ask: Raw): Promise<Answer>
  token(person: Person): Promise<string>
  /** What the desk wrote into its log. */
  log(): string
}

const personOf: Record<string, Person> = {
  agent: 'alex',
  supervisor: 'sofia',
  manager: 'morgan',
  auditor: 'audrey',
  admin: 'adam',
}
/** Streams are asked for in another way; what they tell is ids, and their sign-in is looked at in Z5. */
const streams = ['live.changes']

/** A furnished desk in this process, its database in a cluster of its own, and a good input of every procedure. */
export async function ruleGround(stage: Stage): Promise<Ground> {
  const cluster = await stage.cluster()
  const name = `rules_${randomBytes(6).toString('hex')}`
  const ownerUrl = await newDatabase(cluster, name)
  const database = await openDatabase({ kind: 'postgres', url: ownerUrl, poolSize: 6 }, { patient: true })
  stage.later(() => database.close())
  await letTheDeskIn(ownerUrl)
  await furnishDesk(database)
  // A drill asks faster than people do; that they are slowed down is shown elsewhere.
  await sql`update limit_levels set acts_at_once = 1000000, acts_per_minute = 1000000, per_day = 1000000000000`.execute(
    database.db,
  )
  const { origin, log } = await deskInHere(stage, ownerUrl)
  const procedures = proceduresWith(database, stage)
  return {
    cluster,
    database,
    name,
    origin,
    procedures,
    log,
    token: (person) => sessionFor(database, person),
    ask: ({ token = null, path, input }) =>
      rawTo(origin, { path: `/trpc/${path}?batch=1`, body: JSON.stringify({ 0: input }), token }),
    raw: (ask) => rawTo(origin, ask),
  }
}

/** Every procedure of the router. One without a good input breaks the drill: it would be tried by nobody. */
function proceduresWith(database: Database, stage: Stage): Procedure[] {
  const acts = mutationCases(database)
  const questions = questionCases(database)
  type Defined = { _def: { type: Procedure['type']; meta: Rule; inputs: readonly unknown[] } }
  const all = Object.entries(appRouter._def.procedures as unknown as Record<string, Defined>)
  return all.flatMap(([path, { _def }]) => {
    if (streams.includes(path)) return []
    const takesInput = _def.inputs.length > 0
    const input = acts[path]?.input ?? questions[path] ?? (takesInput ? null : async () => undefined)
    stage.insist(input !== null, `${path} has no input case: it is tried by nobody.`)
    if (!input) return []
    const { who } = _def.meta
    const again = path.startsWith('signOn.') ? restoreSignIns(database) : async () => {}
    const as = acts[path]?.as ?? (who === 'anybody' ? 'alex' : (personOf[who[0] ?? ''] ?? 'alex'))
    const procedure: Procedure = {
      path,
      type: _def.type,
      rule: _def.meta,
      takesInput,
      as,
      input: async () => {
        await again()
        return input()
      },
      token: acts[path]?.token ?? (() => sessionFor(database, as)),
    }
    return [procedure]
  })
}

/** A session of somebody, opened in one statement: thousands are. */
async function sessionFor(database: Database, person: Person): Promise<string> {
  const token = randomBytes(32).toString('base64url')
  await sql`insert into sessions (token_hash, staff_id)
    select ${hashToken(token)}, staff_id from sign_ins where username = ${person}`.execute(database.db)
  return token
}

/** One's own sign-in is tried over and over by the same people: each time as it was. */
function restoreSignIns(database: Database): () => Promise<void> {
  return async () => {
    await sql`delete from second_factors`.execute(database.db)
    await sql`delete from recovery_codes`.execute(database.db)
    await sql`delete from used_time_steps`.execute(database.db)
    await sql`delete from sign_in_failures`.execute(database.db)
    await sql`update sign_ins set password_hash = (select password_hash from sign_ins where username = 'agnes')
      where password_hash is distinct from (select password_hash from sign_ins where username = 'agnes')`.execute(
      database.db,
    )
  }
}

async function deskInHere(stage: Stage, ownerUrl: string): Promise<{ origin: string; log(): string }> {
  const deskUrl = new URL(ownerUrl)
  deskUrl.username = 'makeright_desk'
  const database = await openDatabase({ kind: 'postgres', url: deskUrl.href, poolSize: 10 })
  stage.later(() => database.close())
  const lines: string[] = []
  const app = makeApp({
    config: readConfig({ LOOKS_PER_MINUTE: '1000000', MAKERIGHT_SECRETS_FILE: secretsFile() }),
    database,
    announcer: new Announcer(database),
    log: pino({ level: 'info' }, { write: (line: string) => void lines.push(line) }),
    clientFolder: join(stage.scratch, 'no-client'),
  })
  const server = createServer(app)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  stage.later(() => {
    server.closeAllConnections()
    return new Promise((resolve) => server.close(resolve))
  })
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  return { origin: `http://127.0.0.1:${port}`, log: () => lines.join('') }
}

/** One request with exactly these bytes; our page's own headers unless others are given. */
/** Every deadline of the desk is shorter. */
const longest = 30_000

export function rawTo(origin: string, { path, method = 'POST', headers, body, token }: Raw): Promise<Answer> {
  const began = performance.now()
  const ours = { 'content-type': 'application/json', 'x-makeright': '1', origin }
  return new Promise((resolve, reject) => {
    const outgoing = request(
      `${origin}${path}`,
      {
        method,
        headers: {
          ...(headers ?? ours),
          ...(token ? { cookie: `makeright=${token}` } : {}),
          ...(body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }),
        },
      },
      (incoming) => {
        const parts: Buffer[] = []
        incoming.on('data', (part: Buffer) => parts.push(part))
        incoming.on('end', () => {
          const text = Buffer.concat(parts).toString()
          const found = Object.entries(incoming.headers).map(([key, value]) => [key, String(value)])
          const status = incoming.statusCode ?? 0
          const ms = performance.now() - began
          resolve({
            status,
            text,
            ms,
            code: codesIn(text)[0] ?? `HTTP ${status}`,
            headers: Object.fromEntries(found),
          })
        })
        incoming.on('error', reject)
      },
    )
    outgoing.setTimeout(longest, () =>
      outgoing.destroy(new Error(`${path} was not answered within ${longest / 1000} s.`)),
    )
    outgoing.on('error', reject)
    outgoing.end(body)
  })
}

type Part = { result?: unknown; code?: string; error?: { data?: { envelope?: Envelope } } }

/** What each call of a batch was answered. */
export function codesIn(text: string): string[] {
  try {
    const parsed: unknown = JSON.parse(text)
    const parts = (Array.isArray(parsed) ? parsed : [parsed]) as Part[]
    return parts.map((part) =>
      part.result ? 'ok' : (part.error?.data?.envelope?.code ?? part.code ?? 'unknown'),
    )
  } catch {
    return []
  }
}
