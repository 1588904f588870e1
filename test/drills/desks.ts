import { type ChildProcess, spawn } from 'node:child_process'
import { setTimeout as pause } from 'node:timers/promises'
import { endsWithUs } from './processes.ts'

/** The environment of a desk, beside what every drill's desk has. */
export type DeskSetup = Record<string, string>

/** The desk as an operator starts it, in a process of its own. A desk that was killed starts again with restart(). */
export type Desk = {
  /** Where it is now; another address after each restart. */
  readonly origin: string
  readonly pid: number
  kill(signal?: NodeJS.Signals): Promise<void>
  restart(): Promise<void>
  /** How it ended, with its last words, when nobody here ended it; null while it lives. */
  endedByItself(): string | null
  /** All that it wrote on its standard output since it was started. */
  heard(): string
  /** The same of its error output. */
  complained(): string
}

const startLimit = 60_000
/** Few people ask for many in a drill; the one that is about their pace sets it anew. */
const unhurried = { LOOKS_PER_MINUTE: '1000000' }

export async function startDesk(setup: DeskSetup): Promise<Desk> {
  let child: ChildProcess | undefined
  let origin = ''
  let said = ''
  let heard = ''
  let complained = ''
  let killed = false

  async function start() {
    said = ''
    heard = ''
    killed = false
    const started = spawn(process.execPath, ['server/run.cjs', 'server/main.ts'], {
      env: { ...process.env, PORT: '0', HOST: '127.0.0.1', LOG_LEVEL: 'error', ...unhurried, ...setup },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    child = started
    endsWithUs(started)
    const hear = (bytes: Buffer | string) => {
      said = (said + bytes).slice(-8000)
    }
    const limit = setTimeout(() => {
      hear(`It was not ready within ${startLimit / 1000} s.`)
      started.kill('SIGKILL')
    }, startLimit)
    started.stderr.on('data', (bytes: Buffer) => {
      hear(bytes)
      complained += bytes
    })
    try {
      const port = await new Promise<string>((resolve, reject) => {
        started.once('exit', (code) => reject(new Error(`The desk ended (${code}): ${said}`)))
        started.stdout.on('data', (bytes: Buffer) => {
          hear(bytes)
          heard += bytes
          const ready = /ready on http:\/\/localhost:(\d+)/.exec(said)
          if (ready?.[1]) resolve(ready[1])
        })
      })
      origin = `http://127.0.0.1:${port}`
    } finally {
      clearTimeout(limit)
    }
  }

  await start()
  return {
    get origin() {
      return origin
    },
    get pid() {
      return child?.pid ?? 0
    },
    endedByItself() {
      if (killed || !child || (child.exitCode === null && child.signalCode === null)) return null
      return `${child.exitCode ?? child.signalCode}: ${said.slice(-1500)}`
    },
    async kill(signal = 'SIGKILL') {
      killed = true
      child?.kill(signal)
      while (child && child.exitCode === null && child.signalCode === null) await pause(5)
    },
    heard: () => heard,
    complained: () => complained,
    restart: start,
  }
}

/** The desk of an operator who has set something up wrongly: how it ended and what it said. */
export async function failingDesk(setup: DeskSetup): Promise<string> {
  try {
    const desk = await startDesk(setup)
    await desk.kill()
    return ''
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}
