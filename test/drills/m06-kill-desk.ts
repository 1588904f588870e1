import { setTimeout as pause } from 'node:timers/promises'
import { drill } from './drill.ts'
import { moneyHolds } from './tally.ts'
import { castOf, startWriters } from './writers.ts'

/** Both desks die in turn, at any moment of any request; the writers go on with whichever is there. */
export const killDesk = drill({
  name: 'M6',
  what: 'kill -9 of a desk under sixteen writers, two desks in turn, each started again',
  minutes: 12,
  reduced: { kills: 4, acked: 400, accounts: 8000 },
  full: { kills: 200, acked: 20_000, accounts: 200_000 },
  async run(stage, tier) {
    const cluster = await stage.cluster()
    const world = await stage.world(cluster, { accounts: tier.accounts })
    const desks = await stage.desks(world, 2)
    let turn = 0
    // A writer whose desk is gone turns to the other one: the same key is then asked of another process.
    const origin = (writer: number) => {
      turn += 1
      return desks[(writer + turn) % desks.length]?.origin ?? ''
    }
    const writers = startWriters({ cast: await castOf(world), seed: stage.seed, origin })
    let kills = 0
    while (kills < tier.kills || writers.ackedSteps() < tier.acked) {
      const desk = desks[kills % desks.length]
      await pause(stage.chance.between(50, 600))
      await desk?.kill()
      kills += 1
      await desk?.restart()
    }
    await writers.stop()
    const { lost, doubled } = await moneyHolds(stage, world, writers)
    return { kills, acked: writers.ackedSteps(), unknown: writers.unknowns(), lost, doubled }
  },
})
