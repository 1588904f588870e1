import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { openDatabase } from '#server/db/open-database.ts'
import { failingDesk, startDesk } from './desks.ts'
import { drill } from './drill.ts'
import { makeDrafts } from './gifts.ts'
import { migratedArchive } from './migrated-data.ts'
import type { Stage } from './stage.ts'
import { moneyHolds } from './tally.ts'
import { accountNumber, furnish, type Person, worldOver } from './world.ts'
import { type Cast, startWriters } from './writers.ts'

const writerCount = 4
const soonEnough = 2000

/** The embedded database: for trying out, and even so a killed desk loses nothing and a second one is kept out. */
export const embedded = drill({
  name: 'M8',
  what: 'the embedded database: kill -9 of its desk, second openers, stale locks, production',
  minutes: 15,
  reduced: { kills: 3, openers: 4, stale: 2, accounts: 1000 },
  full: { kills: 200, openers: 100, stale: 100, accounts: 20_000 },
  async run(stage, tier) {
    const folder = join(stage.scratch, 'embedded')
    mkdirSync(folder)
    const cast = await furnished(folder, tier.accounts)
    const desk = await startDesk({ MAKERIGHT_DATA: folder, NODE_ENV: 'development' })
    stage.later(() => desk.kill())
    const writers = startWriters({ cast, seed: stage.seed, origin: () => desk.origin })
    for (let kills = 0; kills < tier.kills; kills += 1) {
      // Each new desk takes over the lock of one that is gone. It is killed in the middle of its work, not before.
      const enough = writers.ackedSteps() + stage.chance.between(1, 20)
      while (writers.ackedSteps() < enough) await pause(5)
      await desk.kill()
      await desk.restart()
    }
    await writers.stop()

    const { refused, slowest } = await secondOpeners(stage, folder, desk.pid, tier.openers)
    await desk.kill()
    const stale = await staleLocks(stage, folder, tier.stale)
    const production = await failingDesk({ MAKERIGHT_DATA: folder, NODE_ENV: 'production' })
    stage.insist(/DATABASE_URL/.test(production), `Production took the embedded database: ${production}`)

    const database = await openDatabase({ kind: 'pglite', folder })
    stage.later(() => database.close())
    const { lost, doubled } = await moneyHolds(stage, { database }, writers)
    return {
      kills: tier.kills,
      acked: writers.ackedSteps(),
      lost,
      doubled,
      refused: `${refused}/${tier.openers}`,
      slowestms: slowest,
      takenover: `${stale}/${tier.stale}`,
    }
  },
})

/** People and drafts are made before the desk has the folder to itself. */
async function furnished(folder: string, accounts: number): Promise<Cast> {
  const template = await migratedArchive()
  const database = await openDatabase({ kind: 'pglite', folder, template }, { patient: true })
  try {
    await furnish(database, { accounts })
    const world = worldOver(database, { name: '', ownerUrl: 'postgres://embedded', accounts })
    const agents = await world.people('agent', writerCount)
    const rows = Array.from({ length: accounts }, (_, index) => ({
      accountId: accountNumber(index + 1),
      staffId: (agents[index % writerCount] as Person).staffId,
    }))
    const ids = await makeDrafts(world, rows)
    const drafts = new Map(
      agents.map(({ staffId }) => [staffId, [] as { accountId: string; draftId: string }[]]),
    )
    for (const [index, { accountId, staffId }] of rows.entries())
      drafts.get(staffId)?.push({ accountId, draftId: ids[index] ?? '' })
    return {
      agents,
      deciders: await world.people('manager', writerCount),
      reversers: await world.people('manager', writerCount),
      drafts: async ({ staffId }) => drafts.get(staffId)?.splice(0, 20) ?? [],
    }
  } finally {
    await database.close()
  }
}

/** While a desk has the folder open: every tenth try is a desk of its own, the others are of this process. */
async function secondOpeners(stage: Stage, folder: string, holder: number, count: number) {
  const before = listing(folder)
  let refused = 0
  let slowest = 0
  for (let nth = 0; nth < count; nth += 1) {
    const began = performance.now()
    const words =
      nth % 10 === 0
        ? await failingDesk({ MAKERIGHT_DATA: folder, NODE_ENV: 'development' })
        : await openDatabase({ kind: 'pglite', folder }).then(
            async (database) => {
              await database.close()
              return ''
            },
            (error: Error) => error.message,
          )
    // Starting Node is not the lock's time.
    if (nth % 10 !== 0) slowest = Math.max(slowest, Math.round(performance.now() - began))
    if (words.includes(`process ${holder}`)) refused += 1
    else stage.insist(false, `A second opener was not refused by the holder's name: "${words}".`)
  }
  stage.insist(slowest <= soonEnough, `A second opener was refused only after ${slowest} ms.`)
  stage.insist(listing(folder) === before, 'A second opener left something in the folder.')
  return { refused, slowest }
}

const listing = (folder: string): string => readdirSync(folder).sort().join(' ')

/** The lock of a process that is gone is taken over, whoever has its number now. */
async function staleLocks(stage: Stage, folder: string, count: number): Promise<number> {
  const lock = join(folder, 'makeright.lock')
  let taken = 0
  for (let nth = 0; nth < count; nth += 1) {
    const gone = spawnSync('true').pid
    // Every other one names a process that lives and is not the one that held it.
    const holder =
      nth % 2 === 0 ? { pid: gone, started: null } : { pid: process.pid, started: 'another boot 1' }
    const mark = `stale-${nth}`
    writeFileSync(
      lock,
      JSON.stringify({ ...holder, host: hostname(), command: 'node', since: '2024-03-01T00:00:00Z', mark }),
    )
    const opened = await openDatabase({ kind: 'pglite', folder }).catch((error: Error) => error)
    if (opened instanceof Error) {
      stage.insist(false, `A stale lock was not taken over: ${opened.message}`)
      continue
    }
    const mine = readFileSync(lock, 'utf8')
    await opened.close()
    if (!mine.includes(mark) && !existsSync(lock)) taken += 1
  }
  return taken
}
