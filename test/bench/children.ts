import { type ChildProcess, fork, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { FloorSetup } from './floor.ts'
import type { LoadJob, LoadResult } from './load.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const childOf = (name: string): ChildProcess =>
  fork(new URL(name, import.meta.url), {
    cwd: root,
    execArgv: ['--import', 'tsx'],
    serialization: 'advanced',
  })

/** The next message of a child, or the news that it died. */
function answerOf<T>(child: ChildProcess): Promise<T> {
  return new Promise((resolve, reject) => {
    const died = (code: number | null) => reject(new Error(`A process of the bench ended (${code}).`))
    child.once('exit', died)
    child.once('message', (message) => {
      child.off('exit', died)
      const failed =
        typeof message === 'object' && message !== null && 'failed' in message ? String(message.failed) : null
      if (failed) reject(new Error(failed))
      else resolve(message as T)
    })
  })
}

export type Load = { run(job: LoadJob): Promise<LoadResult>; stop(): void }

export function startLoad(): Load {
  const child = childOf('load.ts')
  return {
    async run(job) {
      const answer = answerOf<LoadResult>(child)
      child.send(job)
      const result = await answer
      if (result.failures > 0)
        throw new Error(
          `${job.url} failed ${result.failures} of ${result.requests} times: ${result.firstFailure}`,
        )
      if (result.requests === 0) throw new Error(`${job.url} was not asked at all.`)
      return result
    },
    stop: () => void child.kill(),
  }
}

export type Served = { origin: string; stop(): void }

export async function startFloor(setup: FloorSetup): Promise<Served> {
  const child = childOf('floor.ts')
  const port = answerOf<number>(child)
  child.send(setup)
  return { origin: `http://127.0.0.1:${await port}`, stop: () => void child.kill() }
}

/** The desk as an operator starts it, silent, on a free port. */
export async function startDesk(url: string, poolSize: number): Promise<Served> {
  const seals = mkdtempSync(join(tmpdir(), 'makeright-bench-seals-'))
  const child = spawn(process.execPath, ['server/run.cjs', 'server/main.ts'], {
    cwd: root,
    env: {
      ...process.env,
      DATABASE_URL: url,
      DATABASE_POOL: String(poolSize),
      PORT: '0',
      HOST: '127.0.0.1',
      LOG_LEVEL: 'silent',
      // One person asks for everybody: what is measured is the desk, not its bound.
      LOOKS_PER_MINUTE: '1000000',
      NODE_ENV: 'production',
      // Sealed as in operation: the sealer's work is part of what is measured.
      MAKERIGHT_SEAL_KEY_FILE: join(seals, 'key.pem'),
      MAKERIGHT_ANCHOR_FILE: join(seals, 'anchors.jsonl'),
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const stop = () => void child.kill()
  process.on('exit', () => {
    stop()
    rmSync(seals, { recursive: true, force: true })
  })
  let said = ''
  const port = await new Promise<string>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`The desk ended (${code}): ${said}`)))
    child.stdout.on('data', (bytes) => {
      said += bytes
      const ready = /ready on http:\/\/localhost:(\d+)/.exec(said)
      if (ready?.[1]) resolve(ready[1])
    })
  })
  return { origin: `http://127.0.0.1:${port}`, stop }
}
