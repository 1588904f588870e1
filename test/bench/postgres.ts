import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { chownSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { postgresBinaries } from '#test/support/postgres-binaries.ts'
import { freePort } from '#test/support/postgres-server.ts'
import { unprivilegedUid } from '#test/support/unprivileged.ts'

/** Ordinary and durable: what a careful operator would run. Nothing here makes a commit cheaper than it is. */
const settings = [
  'fsync=on',
  'synchronous_commit=on',
  'full_page_writes=on',
  'shared_buffers=1GB',
  'maintenance_work_mem=256MB',
  'max_wal_size=8GB',
  'max_connections=100',
  'listen_addresses=127.0.0.1',
  'unix_socket_directories=',
  'logging_collector=off',
]

export type BenchServer = { url: string; bin: string; stop(): Promise<void> }

/** pgbench of the same release as the server, else of the system; without it there is no floor for postings. */
export function findPgbench(bin: string): string {
  for (const path of [join(bin, 'pgbench'), 'pgbench']) {
    if (spawnSync(path, ['--version'], { timeout: 10_000 }).status === 0) return path
  }
  throw new Error(
    'The bench needs pgbench, which comes with Debian’s package `postgresql`. Install it and run again.',
  )
}

/** A server over `folder/data`, which may be there already from an earlier run. */
export async function startServer(folder: string): Promise<BenchServer> {
  const as = unprivilegedUid()
  const bin = postgresBinaries(folder, as)
  const data = join(folder, 'data')
  if (!existsSync(join(data, 'PG_VERSION'))) makeCluster(bin, data, as)
  const port = await freePort()
  const all = [`port=${port}`, ...settings].flatMap((setting) => ['-c', setting])
  const child = spawn(join(bin, 'postgres'), ['-D', data, ...all], {
    ...as,
    cwd: data,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let said = ''
  child.stderr.on('data', (bytes) => {
    said = (said + bytes).slice(-4000)
  })
  const onExit = () => void child.kill('SIGQUIT')
  process.on('exit', onExit)
  const url = `postgres://makeright@127.0.0.1:${port}/postgres`
  await accepting(url, child, () => said)
  return {
    url,
    bin,
    stop: async () => {
      child.kill('SIGINT')
      // The last checkpoint of a large load takes its time.
      for (
        let waited = 0;
        waited < 120_000 && child.exitCode === null && child.signalCode === null;
        waited += 50
      )
        await sleep(50)
      process.off('exit', onExit)
      onExit()
    },
  }
}

function makeCluster(bin: string, data: string, as: { uid: number; gid: number } | undefined): void {
  rmSync(data, { recursive: true, force: true })
  mkdirSync(data, { mode: 0o700 })
  if (as) chownSync(data, as.uid, as.gid)
  const args = ['-D', data, '-U', 'makeright', '-A', 'trust', '-E', 'UTF8', '--locale=C.UTF-8']
  const made = spawnSync(join(bin, 'initdb'), args, { ...as, cwd: data, timeout: 60_000, encoding: 'utf8' })
  if (made.status !== 0) throw new Error(`initdb failed: ${made.stderr || made.error?.message}`)
  writeFileSync(join(data, 'makeright-bench.txt'), 'Made by "npm run bench"; may be deleted.\n')
}

async function accepting(url: string, child: ChildProcess, said: () => string): Promise<void> {
  // After a run that was cut off the server recovers first, and that may take a while.
  const limit = Date.now() + 120_000
  for (;;) {
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2000 })
    try {
      await client.connect()
      return
    } catch (cause) {
      if (child.exitCode !== null || Date.now() > limit)
        throw new Error(`PostgreSQL did not start: ${said()}`, { cause })
      await sleep(100)
    } finally {
      await client.end().catch(() => {})
    }
  }
}
