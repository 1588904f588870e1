import { setTimeout as pause } from 'node:timers/promises'
import { healthOf } from './calling.ts'
import type { Desk } from './desks.ts'
import { drill } from './drill.ts'

const told = 2000
const back = 5000

/** PostgreSQL is stopped and started again and again: the desk lives, says so, and is ready again by itself. */
export const postgresAway = drill({
  name: 'R5',
  what: 'PostgreSQL stopped and started again under a desk that is not restarted',
  minutes: 3,
  reduced: { stops: 3 },
  full: { stops: 20 },
  async run(stage, tier) {
    const cluster = await stage.cluster()
    const world = await stage.world(cluster, { accounts: 100 })
    const [desk] = (await stage.desks(world, 1)) as [Desk]
    const figures = { stops: 0, livewrong: 0, toldms: 0, backms: 0 }
    const until = async (status: number, within: number): Promise<number> => {
      const began = performance.now()
      for (;;) {
        const [live, ready] = await Promise.all([
          healthOf(desk.origin, '/live'),
          healthOf(desk.origin, '/ready'),
        ])
        if (live.status !== 200) figures.livewrong += 1
        const ms = Math.round(performance.now() - began)
        if (ready.status === status || ms > within * 4) return ms
        await pause(10)
      }
    }
    for (; figures.stops < tier.stops; figures.stops += 1) {
      await cluster.stop(figures.stops % 2 === 0 ? 'SIGINT' : 'SIGQUIT')
      figures.toldms = Math.max(figures.toldms, await until(503, told))
      await cluster.start()
      figures.backms = Math.max(figures.backms, await until(200, back))
    }
    stage.insist(figures.livewrong === 0, `/live was not 200 for ${figures.livewrong} times.`)
    stage.insist(figures.toldms <= told, `/ready said so only after ${figures.toldms} ms.`)
    stage.insist(figures.backms <= back, `/ready needed ${figures.backms} ms to be 200 again.`)
    return figures
  },
})
