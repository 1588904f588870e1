import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Chance, chanceOf } from '#server/demo/random.ts'
import { verifyBooks } from '#server/ledger/verify-books.ts'
import { type Cluster, type ClusterOptions, makeCluster } from './cluster.ts'
import { type Desk, type DeskSetup, startDesk } from './desks.ts'
import { migratedData } from './migrated-data.ts'
import { makeWorld, type World, type WorldSize } from './world.ts'

/** What a drill stands on: chance with a seed, databases, desks, and the end of everything it started. */
export type Stage = {
  readonly seed: number
  readonly chance: Chance
  readonly scratch: string
  /** What is broken, in sentences. None means that the drill holds. */
  readonly broken: string[]
  /** A drill goes on after a broken promise: the other figures matter too. */
  insist(holds: boolean, otherwise: string): void
  /** Comes when the sentence that the stage was opened for is said; never without one. */
  readonly caught: Promise<null>
  /** Said instead of a verdict where the machine does not allow the drill at all. */
  cannot(because: string): void
  /** Why it could not be done here; null when it could. */
  impossible(): string | null
  /** Run when the drill ends, last first, however it ends. */
  later(end: () => unknown): void
  /** A PostgreSQL of the drill's own, that it may kill. */
  cluster(options?: ClusterOptions): Promise<Cluster>
  /** A migrated desk with people, an outage, a budget and accounts. */
  world(cluster: Cluster, size?: WorldSize): Promise<World>
  desks(world: World, count: number, setup?: DeskSetup): Promise<Desk[]>
  /** The rule after every money drill: all the rules of the books hold. Returns how many were broken. */
  booksHold(world: Pick<World, 'database'>): Promise<number>
  /** A desk that was not killed by the drill has to be there at its end. */
  desksLive(): void
  end(): Promise<void>
}

export function openStage(seed: number, sentence?: RegExp): Stage {
  const scratch = mkdtempSync(join(tmpdir(), 'makeright-drill-'))
  // PostgreSQL runs as somebody else when root runs the drill, and has to get in here.
  chmodSync(scratch, 0o755)
  const endings: (() => unknown)[] = []
  const broken: string[] = []
  let catching: (nothing: null) => void
  const caught = new Promise<null>((resolve) => {
    catching = resolve
  })
  const breaks = (words: string) => {
    if (!sentence?.test(words)) return void broken.push(words)
    // Of many sentences only the first are printed.
    broken.unshift(words)
    catching(null)
  }
  const remove = () => rmSync(scratch, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 })
  process.on('exit', remove)
  const later = (end: () => unknown) => void endings.push(end)
  const desks: Desk[] = []
  let made = 0
  let because: string | null = null
  return {
    seed,
    chance: chanceOf(seed, 1, 0),
    scratch,
    broken,
    caught,
    later,
    insist(holds, otherwise) {
      if (!holds) breaks(otherwise)
    },
    cannot(why) {
      because = why
    },
    impossible: () => because,
    async cluster(options = {}) {
      made += 1
      const folder = join(scratch, `postgres-${made}`)
      mkdirSync(folder, { mode: 0o755 })
      const anew = options.data !== undefined
      const cluster = await makeCluster(folder, anew ? options : { copyOf: await migratedData(), ...options })
      later(() => cluster.kill())
      await cluster.start()
      return cluster
    },
    async world(cluster, size = {}) {
      const world = await makeWorld(cluster, size)
      later(() => world.close())
      return world
    },
    async desks(world, count, setup = {}) {
      const started = await Promise.all(
        Array.from({ length: count }, () => startDesk({ DATABASE_URL: world.deskUrl, ...setup })),
      )
      for (const desk of started) later(() => desk.kill())
      desks.push(...started)
      return started
    },
    async booksHold(world) {
      const { broken: findings } = await verifyBooks(world.database)
      for (const { rule, findings: count, first } of findings)
        breaks(`The books do not hold: ${rule} (${count} times, first: ${first}).`)
      return findings.length
    },
    desksLive() {
      for (const desk of desks) {
        const how = desk.endedByItself()
        if (how) broken.push(`A desk ended by itself (${how}).`)
      }
    },
    async end() {
      for (const end of endings.splice(0).reverse())
        await Promise.resolve()
          .then(end)
          .catch((error: unknown) => process.stderr.write(`While ending: ${String(error)}\n`))
      process.off('exit', remove)
      remove()
    },
  }
}
