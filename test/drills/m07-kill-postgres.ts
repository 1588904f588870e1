import { setTimeout as pause } from 'node:timers/promises'
import { ask, type Cluster } from './cluster.ts'
import type { Desk } from './desks.ts'
import { drill } from './drill.ts'
import { killProcess } from './processes.ts'
import { moneyHolds } from './tally.ts'
import { castOf, startWriters } from './writers.ts'

const ways = ['postmaster', 'backend', 'checkpointer', 'walwriter', 'immediate'] as const
const soonEnough = 5000

/** PostgreSQL dies in five ways under the writers; the desk is never restarted and goes on by itself. */
export const killPostgres = drill({
  name: 'M7',
  what: 'kill -9 of PostgreSQL, of a backend, of its checkpointer and walwriter, and its immediate stop, under sixteen writers',
  minutes: 8,
  reduced: { kills: 5, acked: 500, accounts: 12_000 },
  full: { kills: 100, acked: 50_000, accounts: 200_000 },
  async run(stage, tier) {
    const cluster = await stage.cluster()
    const world = await stage.world(cluster, { accounts: tier.accounts })
    const [desk] = (await stage.desks(world, 1)) as [Desk]
    const writers = startWriters({ cast: await castOf(world), seed: stage.seed, origin: () => desk.origin })
    const { pid } = desk
    let kills = 0
    let slowest = 0
    while (kills < tier.kills || writers.ackedSteps() < tier.acked) {
      // Each kill comes after its share of the acknowledgements: where little is done in a second, five kills were twenty.
      const share = (tier.acked * (kills + 1)) / tier.kills
      while (writers.ackedSteps() < share && kills < tier.kills) await pause(10)
      await pause(stage.chance.between(300, 1500))
      await die(cluster, ways[kills % ways.length] ?? 'postmaster')
      kills += 1
      const accepts = performance.now()
      while (writers.lastAckAt() < accepts && performance.now() < accepts + 60_000) await pause(10)
      slowest = Math.max(slowest, performance.now() - accepts)
    }
    await writers.stop()
    const { lost, doubled } = await moneyHolds(stage, world, writers)
    stage.insist(slowest <= soonEnough, `The desk took ${Math.round(slowest)} ms to serve again.`)
    stage.insist(desk.pid === pid && killProcess(pid, 0), 'The desk did not live through it.')
    const readyms = Math.round(slowest)
    return { kills, acked: writers.ackedSteps(), unknown: writers.unknowns(), lost, doubled, readyms }
  },
})

/** Ends when PostgreSQL accepts connections again. */
async function die(cluster: Cluster, way: (typeof ways)[number]): Promise<void> {
  if (way === 'postmaster' || way === 'immediate') {
    if (way === 'postmaster') await cluster.kill()
    else await cluster.stop('SIGQUIT')
    return cluster.start()
  }
  const children = cluster.children()
  const title = way === 'backend' ? /makeright_desk .*127\.0\.0\.1/ : new RegExp(way)
  const victim = children.find((child) => title.test(child.title))
  const checkpointer = children.find((child) => /checkpointer/.test(child.title))
  if (!victim || !checkpointer) return
  killProcess(victim.pid, 'SIGKILL')
  // One child's death ends all of them; a new checkpointer means that the recovery is over or under way.
  const again = () =>
    cluster.children().some(({ pid, title: t }) => /checkpointer/.test(t) && pid !== checkpointer.pid)
  while (!again()) await pause(10)
  for (;;) {
    const answered = await ask(cluster.url, 'select 1').catch(() => null)
    if (answered) return
    await pause(10)
  }
}
