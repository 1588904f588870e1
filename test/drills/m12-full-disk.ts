import { spawnSync } from 'node:child_process'
import { closeSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { ask, type Cluster } from './cluster.ts'
import type { Desk } from './desks.ts'
import { drill } from './drill.ts'
import type { Stage } from './stage.ts'
import { moneyHolds } from './tally.ts'
import { castOf, startWriters } from './writers.ts'

const soonEnough = 10_000
const megabyte = 1024 * 1024

/** PostgreSQL's disk, 250 MB of memory, is filled up under the writers and emptied again. */
export const fullDisk = drill({
  name: 'M12',
  what: 'the database’s disk is full under eight writers, and has room again',
  minutes: 4,
  reduced: { drills: 2, accounts: 10_000 },
  full: { drills: 10, accounts: 60_000 },
  async run(stage, tier) {
    const disk = smallDisk(stage)
    if (!disk) {
      stage.cannot('it needs the right to mount a small file system, as root has')
      return { drills: 0 }
    }
    const cluster = await stage.cluster({
      data: join(disk, 'data'),
      settings: ['min_wal_size=32MB', 'max_wal_size=48MB', 'autovacuum=off'],
    })
    const world = await stage.world(cluster, { accounts: tier.accounts })
    const [desk] = (await stage.desks(world, 1)) as [Desk]
    const cast = await castOf(world, 8)
    const writers = startWriters({ cast, seed: stage.seed, origin: () => desk.origin })
    const figures = { drills: 0, storagefull: 0, restarts: 0, recoveryms: 0 }
    const filling = join(disk, 'filling')
    for (; figures.drills < tier.drills; figures.drills += 1) {
      await pause(500)
      fill(filling)
      const limit = performance.now() + 15_000
      const before = writers.codes.STORAGE_FULL ?? 0
      while ((writers.codes.STORAGE_FULL ?? 0) === before && performance.now() < limit) {
        await pause(50)
        fill(filling)
      }
      await pause(500)
      rmSync(filling)
      const room = performance.now()
      figures.restarts += await upAgain(cluster)
      while (writers.lastAckAt() < room && performance.now() < room + 60_000) await pause(10)
      figures.recoveryms = Math.max(figures.recoveryms, Math.round(performance.now() - room))
    }
    await writers.stop()
    figures.storagefull = writers.codes.STORAGE_FULL ?? 0
    const { lost, doubled } = await moneyHolds(stage, world, writers)
    stage.insist(figures.storagefull > 0, 'Nobody was told that the storage is full.')
    stage.insist(
      figures.recoveryms <= soonEnough,
      `It took ${figures.recoveryms} ms after there was room again.`,
    )
    return { ...figures, acked: writers.ackedSteps(), lost, doubled }
  },
})

function smallDisk(stage: Stage): string | null {
  const folder = join(stage.scratch, 'disk')
  mkdirSync(folder, { mode: 0o755 })
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=250m,mode=755', 'none', folder], {
    timeout: 10_000,
  })
  if (mounted.status !== 0) return null
  const remove = () => void spawnSync('umount', ['-l', folder], { timeout: 10_000 })
  process.once('exit', remove)
  stage.later(() => {
    process.off('exit', remove)
    remove()
  })
  return folder
}

/** Takes whatever is left. */
function fill(path: string): void {
  const file = openSync(path, 'a')
  try {
    for (const size of [megabyte, 65_536, 4096]) {
      const bytes = Buffer.alloc(size)
      for (let written = size; written === size; ) written = taken(file, bytes)
    }
  } finally {
    closeSync(file)
  }
}

function taken(file: number, bytes: Buffer): number {
  try {
    return writeSync(file, bytes)
  } catch {
    return 0
  }
}

/** Where even the log found no room PostgreSQL ends itself, and an operator starts it again. */
async function upAgain(cluster: Cluster): Promise<number> {
  const limit = Date.now() + 3000
  while (Date.now() < limit) {
    if (await ask(cluster.url, 'select 1').catch(() => null)) return 0
    await pause(50)
  }
  await cluster.kill()
  await cluster.start()
  return 1
}
