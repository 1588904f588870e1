import { type ChildProcess, spawn } from 'node:child_process'
import { drills } from './all.ts'
import type { Fault } from './faults/fault.ts'
import { keptData } from './migrated-data.ts'
import { endsWithUs } from './processes.ts'
import { copyProduct } from './product-copy.ts'

export type Runs = { seed: number; tier: 'full' | 'reduced' }

/** One after the other, in a copy of the product of its own. */
export type Lane = {
  /** Whether the drill holds. */
  drill(name: string): Promise<boolean>
  /** What was said by the drill over the broken product, and whether it held even so. */
  fault(fault: Fault): Promise<{ holds: boolean; said: string }>
  /** Whether its process lived as long as it was wanted. */
  end(): Promise<boolean>
}

/** Made by the first that needs it, for all that run. */
const kept = keptData()
const running = new Set<ChildProcess>()

/** With pages its client is built as people are given it, for drills that open it. */
export function openLane({ seed, tier }: Runs, pages: boolean): Lane {
  const copy = copyProduct()
  process.on('exit', copy.remove)
  const start = (hear: (bytes: Buffer) => void, fault?: Fault) => {
    const words = ['test/drills/run.ts', String(seed), tier, ...(fault ? [fault.name] : [])]
    const child = spawn(process.execPath, ['test/drills/start.cjs', ...words], {
      cwd: copy.folder,
      env: { ...process.env, DRILL_DATA: kept },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    })
    endsWithUs(child)
    running.add(child)
    child.once('close', () => running.delete(child))
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', hear)
    return child
  }
  let child: ChildProcess | undefined
  let lived = true
  /** The process of the last drill does the next; one that ended took its drill with it, and the next has another. */
  const one = () => {
    if (child && running.has(child)) return child
    lived = lived && !child
    child = start((bytes) => process.stdout.write(bytes))
    return child
  }
  const rest = async () => {
    lived = lived && (!child || running.has(child))
    await ended(child)
    child = undefined
  }
  return {
    async drill(name) {
      copy.withPages(pages)
      const holds = await asked(one(), name)
      if (holds !== null) return holds
      child = undefined
      process.stdout.write(`${name} ended the process that did it | BROKEN\n`)
      return false
    },
    async fault(fault) {
      await rest()
      copy.withPages(drills.some(({ name, pages: opens = false }) => opens && name === fault.drill))
      const mend = copy.change(fault.changes)
      try {
        let said = ''
        const broken = start((bytes) => {
          said += bytes
        }, fault)
        const holds = (await asked(broken, fault.drill)) ?? false
        await ended(broken)
        return { holds, said }
      } finally {
        mend()
      }
    },
    async end() {
      await rest()
      process.off('exit', copy.remove)
      copy.remove()
      return lived
    },
  }
}

/** Whether the drill holds, by the process that does it; null of one that ends instead of answering. */
const asked = (child: ChildProcess, name: string): Promise<boolean | null> =>
  new Promise((resolve) => {
    const ended = () => resolve(null)
    child.once('close', ended)
    child.once('message', ({ holds }: { holds: boolean }) => {
      child.off('close', ended)
      resolve(holds)
    })
    child.send({ name }, () => {})
  })

/** Asked for no drill it ends, and has then put away what it made. */
async function ended(child: ChildProcess | undefined): Promise<void> {
  if (!child || !running.has(child)) return
  const closed = new Promise((resolve) => child.once('close', resolve))
  child.send({}, () => {})
  await closed
}

/** What runs has databases and folders to put away: it is asked to end, and this process ends after it. */
export function endLanes(): void {
  if (running.size === 0) process.exit(130)
  for (const child of running) {
    child.once('close', () => running.size === 0 && process.exit(130))
    child.kill('SIGTERM')
  }
  setTimeout(() => process.exit(130), 10_000)
}
