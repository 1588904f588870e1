import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'kysely'
import { call } from './calling.ts'
import type { Desk } from './desks.ts'
import { drill } from './drill.ts'
import { signInAs } from './signing-in.ts'

const perSecond = 200

/** Two hundred sign-ins a second, each with an expensive hash, while people work. */
export const flood = drill({
  name: 'L1',
  what: 'what a stored password cost, and a flood of 200 sign-ins a second beside people who work',
  alone: true,
  minutes: 2,
  reduced: { seconds: 5, p99: 1000 },
  full: { seconds: 60, p99: 250 },
  async run(stage, tier) {
    const cluster = await stage.cluster()
    const world = await stage.world(cluster, { accounts: 10 })
    const [desk] = (await stage.desks(world, 1)) as [Desk]
    const stored = await sql<{
      hash: string
    }>`select password_hash as hash from sign_ins where username = 'alex'`.execute(world.database.db)
    const [, memory = 0, time = 0, lanes = 0] =
      /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$/.exec(stored.rows[0]?.hash ?? '')?.map(Number) ?? []
    stage.insist(
      memory >= 19_456 && time >= 2 && lanes >= 1,
      `A password is stored with m=${memory}, t=${time}, p=${lanes}.`,
    )
    const readers = await world.people('supervisor', 4)
    const figures = { sent: 0, turnedaway: 0, compared: 0, other: 0, probes: 0, stopped: 0, p99ms: 0 }
    const times: number[] = []
    let over = false
    const flooding: Promise<void>[] = []
    const work = readers.map(async ({ token }) => {
      while (!over) {
        const began = performance.now()
        const outcome = await call(desk.origin, { token, procedure: 'staff.desk', input: undefined })
        times.push(performance.now() - began)
        if (outcome.kind !== 'ok') figures.stopped += 1
        await pause(50)
      }
    })
    const ends = performance.now() + tier.seconds * 1000
    for (let tick = 0; performance.now() < ends; tick += 1) {
      for (let each = 0; each < perSecond / 20; each += 1)
        flooding.push(
          signInAs(desk.origin, `flood-${tick}-${each}`, 'not this one').then((tried) => {
            figures.sent += 1
            if (tried?.status === 429) figures.turnedaway += 1
            else if (tried?.status === 401) figures.compared += 1
            else figures.other += 1
          }),
        )
      if (tick % 20 === 0)
        await sql`delete from sign_in_failures where subject like 'address:%'`.execute(world.database.db)
      await pause(50)
    }
    over = true
    await Promise.all([...flooding, ...work])
    figures.probes = times.length
    figures.p99ms = Math.round(times.sort((one, other) => one - other)[Math.floor(times.length * 0.99)] ?? 0)
    stage.insist(figures.other === 0, `${figures.other} sign-ins were answered neither 401 nor 429.`)
    stage.insist(figures.stopped === 0, `People at work were turned away ${figures.stopped} times.`)
    stage.insist(figures.turnedaway > 0, 'Nobody was turned away: the queue has no end.')
    stage.insist(
      figures.p99ms <= tier.p99,
      `People at work waited ${figures.p99ms} ms at the 99th percentile.`,
    )
    return figures
  },
})
