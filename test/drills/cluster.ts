import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { appendFileSync, chmodSync, chownSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { postgresBinaries } from '#test/support/postgres-binaries.ts'
import { freePort } from '#test/support/postgres-server.ts'
import { unprivilegedUid } from '#test/support/unprivileged.ts'
import { endsWithUs, killProcess, processesUnder } from './processes.ts'

export type ClusterOptions = {
  /** Settings beside those of a careful operator, as "name=value". */
  settings?: string[]
  /** Where the data lies, when not in the drill's scratch folder. */
  data?: string
  /** The data folder of one that was stopped, to be copied instead of made anew. */
  copyOf?: string
  /** Made from a running primary instead of anew: its standby. */
  standbyOf?: { url: string; name: string; through: number }
}

/** One PostgreSQL that may be stopped, killed and started again, on the same port and the same data. */
export type Cluster = {
  readonly url: string
  readonly port: number
  readonly data: string
  readonly bin: string
  start(): Promise<void>
  /** Ends it by a signal to the postmaster: SIGINT is fast, SIGQUIT is "immediate". */
  stop(signal: 'SIGINT' | 'SIGQUIT'): Promise<void>
  /** kill -9 of the postmaster and of all its children. */
  kill(): Promise<void>
  /** The children, by what they say they are: "checkpointer", "walwriter", "walreceiver", a backend's user. */
  children(): { pid: number; title: string }[]
  /** All that it wrote into its log. */
  heard(): string
  /** One of the server's own programs, over this cluster's data. */
  tool(name: string, args: string[]): void
  sql<R extends pg.QueryResultRow>(text: string, database?: string): Promise<R[]>
}

const startLimit = 60_000
const careful = [
  'listen_addresses=127.0.0.1',
  'unix_socket_directories=',
  'max_connections=200',
  'logging_collector=off',
  'fsync=on',
  'full_page_writes=on',
  'synchronous_commit=on',
  'restart_after_crash=on',
]

export async function makeCluster(folder: string, options: ClusterOptions): Promise<Cluster> {
  const as = unprivilegedUid()
  chmodSync(folder, 0o755)
  const bin = postgresBinaries(folder, as)
  const data = options.data ?? join(folder, 'data')
  mkdirSync(data, { mode: 0o700, recursive: true })
  if (as) chownSync(data, as.uid, as.gid)
  const port = await freePort()
  const url = `postgres://makeright@127.0.0.1:${port}/postgres`
  let child: ChildProcess | undefined
  let said = ''
  let heard = ''

  const tool = (name: string, args: string[]) => {
    const done = spawnSync(join(bin, name), args, { ...as, cwd: '/', timeout: startLimit, encoding: 'utf8' })
    if (done.status !== 0) throw new Error(`${name} failed: ${done.stderr || done.error?.message}`)
  }
  if (options.standbyOf) {
    const from = `host=127.0.0.1 port=${options.standbyOf.through} user=makeright application_name=${options.standbyOf.name}`
    tool('pg_basebackup', [
      '-d',
      options.standbyOf.url,
      '-D',
      data,
      '-X',
      'stream',
      '-c',
      'fast',
      '--no-sync',
    ])
    followFrom(data, from)
  } else if (options.copyOf) {
    execFileSync('cp', ['-a', `${options.copyOf}/.`, data])
  } else {
    const how = ['-U', 'makeright', '-A', 'trust', '-E', 'UTF8', '--locale=C.UTF-8', '--no-sync', '-k']
    tool('initdb', ['-D', data, ...how])
  }

  // In the file, because PostgreSQL's own tools start it by themselves and know nothing of our command line.
  const lines = (options.settings ?? []).map((each) => each.replace(/=(.*)/, " = '$1'"))
  appendFileSync(join(data, 'postgresql.conf'), `\n${lines.join('\n')}\n`)

  const gone = async () => {
    const limit = Date.now() + startLimit
    while (child && child.exitCode === null && child.signalCode === null && Date.now() < limit) await pause(5)
  }
  return {
    url,
    port,
    data,
    bin,
    tool,
    async start() {
      const settings = [`port=${port}`, ...careful]
      said = ''
      child = spawn(join(bin, 'postgres'), ['-D', data, ...settings.flatMap((each) => ['-c', each])], {
        ...as,
        cwd: data,
        stdio: ['ignore', 'ignore', 'pipe'],
      })
      endsWithUs(child)
      child.stderr?.on('data', (bytes) => {
        said = (said + bytes).slice(-4000)
        heard += bytes
      })
      await accepting(url, child, () => said)
    },
    async stop(signal) {
      child?.kill(signal)
      await gone()
    },
    async kill() {
      if (!child?.pid || child.exitCode !== null || child.signalCode !== null) return
      const children = processesUnder(child.pid)
      child.kill('SIGKILL')
      for (const { pid } of children) killProcess(pid, 'SIGKILL')
      await gone()
      // The next start refuses while a child of the last one still holds the shared memory.
      for (const { pid } of children) while (killProcess(pid, 0)) await pause(5)
    },
    heard: () => heard,
    children: () => processesUnder(child?.pid ?? 0),
    sql: (text, database = 'postgres') => ask(new URL(`/${database}`, url).href, text),
  }
}

/** Makes a data folder that of a standby, which follows the primary at this address. */
export function followFrom(data: string, connection: string): void {
  // Nobody follows it yet: it must not wait for a standby when it is promoted.
  const lines = [`primary_conninfo = '${connection}'`, `synchronous_standby_names = ''`]
  appendFileSync(join(data, 'postgresql.auto.conf'), `\n${lines.join('\n')}\n`)
  appendFileSync(join(data, 'standby.signal'), '')
}

export async function ask<R extends pg.QueryResultRow>(url: string, text: string): Promise<R[]> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5000 })
  client.on('error', () => {})
  await client.connect()
  try {
    return (await client.query<R>(text)).rows
  } finally {
    await client.end().catch(() => {})
  }
}

async function accepting(url: string, child: ChildProcess, said: () => string): Promise<void> {
  const limit = Date.now() + startLimit
  for (;;) {
    try {
      await ask(url, 'select 1')
      return
    } catch (cause) {
      if (child.exitCode !== null || child.signalCode !== null || Date.now() > limit)
        throw new Error(`PostgreSQL did not start: ${said()}`, { cause })
      await pause(20)
    }
  }
}
