import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { postgresBinaries } from './postgres-binaries.ts'
import { unprivilegedUid } from './unprivileged.ts'

export type PostgresServer = { url: string; pid: number; stop(): Promise<void> }

const startLimit = 30_000

/** Starts a PostgreSQL of our own: its own folder, a free port of the loopback, and an end for certain. */
export async function startPostgres(): Promise<PostgresServer> {
  const as = unprivilegedUid()
  const scratch = mkdtempSync(join(tmpdir(), 'makeright-postgres-'))
  chmodSync(scratch, 0o755)
  let child: ChildProcess | undefined
  const remove = () => {
    child?.kill('SIGQUIT')
    rmSync(scratch, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
  }
  process.on('exit', remove)
  const stopWatching = endWithProcess()
  try {
    const bin = postgresBinaries(scratch, as)
    const data = join(scratch, 'data')
    mkdirSync(data, { mode: 0o700 })
    if (as) chownSync(data, as.uid, as.gid)
    const options = { ...as, cwd: data }
    const made = spawnSync(
      join(bin, 'initdb'),
      ['-D', data, '-U', 'makeright', '-A', 'trust', '-E', 'UTF8', '--locale=C.UTF-8', '--no-sync'],
      { ...options, timeout: startLimit, encoding: 'utf8' },
    )
    if (made.status !== 0) throw new Error(`initdb failed: ${made.stderr || made.error?.message}`)

    const port = await freePort()
    const settings = [
      `port=${port}`,
      'listen_addresses=127.0.0.1',
      'unix_socket_directories=',
      'max_connections=100',
      'logging_collector=off',
    ]
    child = spawn(join(bin, 'postgres'), ['-D', data, ...settings.flatMap((setting) => ['-c', setting])], {
      ...options,
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    const url = `postgres://makeright@127.0.0.1:${port}/postgres`
    await accepting(url, child)
    const started = child
    return {
      url,
      pid: started.pid ?? 0,
      async stop() {
        await ended(started)
        stopWatching()
        process.off('exit', remove)
        remove()
      },
    }
  } catch (error) {
    stopWatching()
    process.off('exit', remove)
    remove()
    throw error
  }
}

/** A signal ends a process without its exit hooks; this lets them run. */
function endWithProcess(): () => void {
  const end = (signal: NodeJS.Signals) => process.exit(signal === 'SIGINT' ? 130 : 143)
  process.once('SIGINT', end).once('SIGTERM', end).once('SIGHUP', end)
  return () => process.off('SIGINT', end).off('SIGTERM', end).off('SIGHUP', end)
}

async function accepting(url: string, child: ChildProcess) {
  let said = ''
  child.stderr?.on('data', (bytes) => {
    said = (said + bytes).slice(-4000)
  })
  const limit = Date.now() + startLimit
  for (;;) {
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2000 })
    try {
      await client.connect()
      return
    } catch (error) {
      if (child.exitCode !== null || Date.now() > limit)
        throw new Error(`PostgreSQL did not start: ${said}`, { cause: error })
      await sleep(50)
    } finally {
      await client.end().catch(() => {})
    }
  }
}

async function ended(child: ChildProcess) {
  for (const signal of ['SIGINT', 'SIGQUIT', 'SIGKILL'] as const) {
    if (child.exitCode !== null || child.signalCode !== null) return
    child.kill(signal)
    for (let waited = 0; waited < 5000 && child.exitCode === null && child.signalCode === null; waited += 20)
      await sleep(20)
  }
}

export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  if (address === null || typeof address === 'string') throw new Error('No free port.')
  return address.port
}
