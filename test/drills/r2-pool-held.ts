import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { call } from './calling.ts'
import type { Desk } from './desks.ts'
import { drill } from './drill.ts'
import { giveInput, makeDrafts } from './gifts.ts'
import type { Person } from './world.ts'

const poolSize = 10
const soon = 1500
const recovered = 2000

/** Somebody holds locks that every transaction of the desk comes to wait for: whoever only looks is answered, whoever changes something is told at once. */
export const poolHeld = drill({
  name: 'R2',
  what: 'all places for transactions wait for a lock',
  minutes: 1,
  reduced: { seconds: 5 },
  full: { seconds: 30 },
  async run(stage, tier) {
    const cluster = await stage.cluster()
    const world = await stage.world(cluster, { accounts: 5000 })
    const [desk] = (await stage.desks(world, 1, { DATABASE_POOL: String(poolSize) })) as [Desk]
    const agents = await world.people('agent', 3 * poolSize)
    const readers = await world.people('supervisor', 5)
    const figures = { probes: 0, refused: 0, slowestms: 0, leaked: 0, recoveryms: 0 }
    const probe = async ({ token }: Person) => {
      const began = performance.now()
      const outcome = await call(desk.origin, { token, procedure: 'staff.desk', input: undefined })
      return { outcome, ms: performance.now() - began }
    }
    for (const reader of readers) await probe(reader)

    const gifts = agents.map(({ staffId }) => ({ accountId: world.freshAccount(), staffId }))
    const drafts = await makeDrafts(world, gifts)
    const lock = new pg.Client({ connectionString: world.ownerUrl })
    await lock.connect()
    await lock.query('begin; lock table accounts in access exclusive mode')
    let over = false
    const hold = async ({ token }: Person, index: number) => {
      const { accountId = '' } = gifts[index] ?? {}
      const input = giveInput({ accountId, draftId: drafts[index] ?? '', amount: 500n, way: 'post' })
      while (!over) {
        const outcome = await call(desk.origin, { token, procedure: 'adjustments.give', input })
        if (outcome.kind === 'unknown' && outcome.status === 503) figures.refused += 1
      }
    }
    const holders = agents.map(hold)
    const ends = performance.now() + tier.seconds * 1000
    while (performance.now() < ends) {
      await pause(50)
      for (const { outcome, ms } of await Promise.all(readers.map(probe))) {
        figures.probes += 1
        figures.slowestms = Math.max(figures.slowestms, Math.round(ms))
        stage.insist(
          outcome.kind === 'ok',
          `A reader was answered ${outcome.status} ${outcome.kind === 'ok' ? '' : outcome.code}.`,
        )
      }
    }
    over = true
    await lock.query('rollback')
    await lock.end()
    const released = performance.now()
    for (;;) {
      const all = await Promise.all(readers.map(probe))
      if (all.every(({ outcome }) => outcome.kind === 'ok')) break
      if (performance.now() - released > 30_000) break
    }
    figures.recoveryms = Math.round(performance.now() - released)
    await Promise.all(holders)
    const [left] = await cluster.sql<{ open: number }>(
      `select count(*)::int as open from pg_stat_activity where usename = 'makeright_desk' and state like 'idle in transaction%'`,
    )
    figures.leaked = left?.open ?? -1
    stage.insist(figures.refused > 0, 'Nobody was refused: the places were never held.')
    stage.insist(figures.slowestms <= soon, `Somebody waited ${figures.slowestms} ms for an answer.`)
    stage.insist(figures.leaked === 0, `${figures.leaked} transactions were left open.`)
    stage.insist(figures.recoveryms <= recovered, `The desk needed ${figures.recoveryms} ms to serve again.`)
    await stage.booksHold(world)
    return figures
  },
})
