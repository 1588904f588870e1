import { setTimeout as pause } from 'node:timers/promises'
import { healthOf } from './calling.ts'
import type { Desk } from './desks.ts'
import { drill } from './drill.ts'
import { makePair } from './pair.ts'
import { moneyHolds } from './tally.ts'
import { castOf, startWriters } from './writers.ts'

const soonEnough = 5000

/** The primary dies with its link already cut, its standby takes over, and the old one comes back as the standby. */
export const failovers = drill({
  name: 'M9',
  what: 'failovers to a synchronous standby under sixteen writers, the link cut up to half a second before',
  minutes: 14,
  reduced: { failovers: 2, accounts: 20_000 },
  full: { failovers: 50, accounts: 150_000 },
  async run(stage, tier) {
    const pair = await makePair(stage)
    const world = await stage.world(pair.primary(), { accounts: tier.accounts, through: pair.address.port })
    const cast = await castOf(world)
    const [alone] = (await stage.desks(world, 1)) as [Desk]
    const lossy = await healthOf(alone.origin, '/ready')
    stage.insist(
      /asynchron/i.test(lossy.text),
      `/ready does not say that an asynchronous standby may lose what was acknowledged: ${lossy.text}`,
    )
    await alone.kill()
    await pair.waitForStandby()
    const [desk] = (await stage.desks(world, 1)) as [Desk]
    const writers = startWriters({ cast, seed: stage.seed, origin: () => desk.origin })
    const outages: number[] = []
    while (outages.length < tier.failovers) {
      await pause(stage.chance.between(500, 1500))
      pair.between.cut()
      await pause(stage.chance.between(0, 500))
      await pair.primary().kill()
      const killed = performance.now()
      await pair.promote()
      while (writers.lastAckAt() < killed && performance.now() < killed + 60_000) await pause(5)
      outages.push(performance.now() - killed)
      await pair.rejoin()
      await pair.waitForStandby()
    }
    await writers.stop()
    const { lost, doubled } = await moneyHolds(stage, world, writers)
    outages.sort((one, other) => one - other)
    const p95ms = Math.round(outages[Math.ceil(outages.length * 0.95) - 1] ?? 0)
    stage.insist(p95ms <= soonEnough, `From the kill to the next acknowledgement it took ${p95ms} ms (p95).`)
    return {
      failovers: outages.length,
      acked: writers.ackedSteps(),
      unknown: writers.unknowns(),
      lost,
      doubled,
      p95ms,
    }
  },
})
