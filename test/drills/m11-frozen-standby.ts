import { setTimeout as pause } from 'node:timers/promises'
import { call } from './calling.ts'
import type { Desk } from './desks.ts'
import { drill } from './drill.ts'
import { makePair } from './pair.ts'
import { subjectsOf } from './subjects.ts'

const writeWithin = 5000
const readWithin = 500
const idleWithin = 2000

/** The only synchronous standby stops answering: no write may be called done, none may wait for ever, and reading goes on. */
export const frozenStandby = drill({
  name: 'M11',
  timed: true,
  what: 'the only synchronous standby is frozen while people write and read',
  minutes: 2,
  reduced: { seconds: 7 },
  full: { seconds: 30 },
  async run(stage, tier) {
    const pair = await makePair(stage)
    const world = await stage.world(pair.primary(), { accounts: 5000, through: pair.address.port })
    const [desk] = (await stage.desks(world, 1)) as [Desk]
    const make = await subjectsOf(world, () => desk.origin)
    const readers = await world.people('supervisor', 4)
    const subjects = await Promise.all(Array.from({ length: tier.seconds * 2 }, () => make('post')))
    await pair.waitForStandby()
    pair.between.freeze()
    const figures = {
      writes: 0,
      unknown: 0,
      slowestwritems: 0,
      reads: 0,
      readp99ms: 0,
      idlems: 0,
      lost: 0,
      doubled: 0,
    }
    const reads: number[] = []
    let frozen = true
    const reading = readers.map(async ({ token }) => {
      while (frozen) {
        const began = performance.now()
        const { kind } = await call(desk.origin, {
          token,
          procedure: 'adjustments.queue',
          input: { show: 'waiting' },
        })
        reads.push(performance.now() - began)
        if (kind !== 'ok') stage.insist(false, 'A reader was refused while the standby was frozen.')
        await pause(50)
      }
    })
    const writing = subjects.map(async ({ asked }, index) => {
      await pause(index * 500)
      const began = performance.now()
      const outcome = await call(desk.origin, asked)
      figures.writes += 1
      figures.slowestwritems = Math.max(figures.slowestwritems, Math.round(performance.now() - began))
      if (outcome.kind === 'ok' && frozen) stage.insist(false, 'A write was called done that no standby has.')
      if (outcome.kind === 'unknown' && outcome.code === 'OUTCOME_UNKNOWN') figures.unknown += 1
    })
    await pause(tier.seconds * 1000)
    frozen = false
    pair.between.mend()
    const thawed = performance.now()
    for (;;) {
      const [row] = await pair
        .primary()
        .sql<{ busy: number }>(
          `select count(*)::int as busy from pg_stat_activity where usename = 'makeright_desk' and state <> 'idle'`,
        )
      if (row?.busy === 0 || performance.now() - thawed > 20_000) break
      await pause(20)
    }
    figures.idlems = Math.round(performance.now() - thawed)
    await Promise.all([...reading, ...writing])
    for (const { asked, effects } of subjects) {
      for (
        let again = await call(desk.origin, asked);
        again.kind === 'unknown';
        again = await call(desk.origin, asked)
      )
        await pause(50)
      const count = await effects()
      if (count === 0) figures.lost += 1
      if (count > 1) figures.doubled += 1
    }
    reads.sort((one, other) => one - other)
    figures.reads = reads.length
    figures.readp99ms = Math.round(reads[Math.ceil(reads.length * 0.99) - 1] ?? 0)
    stage.insist(figures.unknown > 0, 'No write was told that its outcome is unknown.')
    stage.insist(
      figures.slowestwritems <= writeWithin,
      `A write waited ${figures.slowestwritems} ms for its answer.`,
    )
    stage.insist(figures.readp99ms <= readWithin, `Reading took ${figures.readp99ms} ms (p99).`)
    stage.insist(
      figures.idlems <= idleWithin,
      `The pool was at rest only ${figures.idlems} ms after the thaw.`,
    )
    stage.insist(
      figures.lost + figures.doubled === 0,
      `${figures.lost} were lost and ${figures.doubled} doubled.`,
    )
    await stage.booksHold(world)
    return figures
  },
})
