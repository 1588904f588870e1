import { setTimeout as pause } from 'node:timers/promises'
import { stripeOf } from '#server/ledger/budgets.ts'
import { call, insist } from './calling.ts'
import type { Desk } from './desks.ts'
import { drill } from './drill.ts'
import { makePair } from './pair.ts'
import { type Subject, subjectsOf } from './subjects.ts'

const atOnce = 8

/**
 * A commit that waits for its standby is cancelled: PostgreSQL answers COMMIT with a warning. It is not known to be safe,
 * and when the standby takes over without it, the same key does it again: once.
 */
export const cancelledWaits = drill({
  name: 'M10',
  what: 'commits that wait for a standby are cancelled, then the primary dies or the link comes back',
  minutes: 4,
  reduced: { waits: 16 },
  full: { waits: 104 },
  async run(stage, tier) {
    const pair = await makePair(stage)
    const world = await stage.world(pair.primary(), { accounts: tier.waits * 3, through: pair.address.port })
    // A quarter of the connections is kept for those who look: eight transactions at once need more than ten.
    const [desk] = (await stage.desks(world, 1, { DATABASE_POOL: '16' })) as [Desk]
    const make = await subjectsOf(world, () => desk.origin)
    const figures = { waits: 0, unknown: 0, failovers: 0, gone: 0, lost: 0, doubled: 0 }
    while (figures.waits < tier.waits) {
      const subjects = await inStripesOfTheirOwn(() => make('post'))
      await pair.waitForStandby()
      pair.between.freeze()
      const answers = subjects.map(({ asked }) => call(desk.origin, asked))
      await waiting(pair, world.name, atOnce)
      await pair
        .primary()
        .sql(
          `select pg_cancel_backend(pid) from pg_stat_activity where wait_event = 'SyncRep' and usename = 'makeright_desk'`,
        )
      for (const answer of await Promise.all(answers)) {
        figures.waits += 1
        if (answer.kind === 'unknown' && answer.status === 503 && answer.code === 'OUTCOME_UNKNOWN')
          figures.unknown += 1
        else
          stage.insist(
            false,
            `A commit whose wait was cancelled was answered ${answer.status} ${answer.kind === 'ok' ? 'as done' : answer.code}.`,
          )
      }
      if (figures.failovers * 2 * atOnce < figures.waits) {
        figures.failovers += 1
        pair.between.cut()
        await pair.primary().kill()
        await pair.promote()
      } else pair.between.mend()
      for (const { asked, effects } of subjects) {
        if ((await effects()) === 0) figures.gone += 1
        const { outcome } = await insist(() => desk.origin, asked)
        stage.insist(
          outcome.kind === 'ok',
          `The same key was answered ${outcome.status} after it was unknown.`,
        )
        const count = await effects()
        if (count === 0) figures.lost += 1
        if (count > 1) figures.doubled += 1
      }
      if (pair.standby().children().length === 0) await pair.rejoin()
    }
    stage.insist(figures.gone > 0, 'No failover lost anything: the drill was too kind.')
    stage.insist(figures.lost === 0, `${figures.lost} effects were lost.`)
    stage.insist(figures.doubled === 0, `${figures.doubled} effects were doubled.`)
    await stage.booksHold(world)
    return figures
  },
})

/** Two that take from one stripe of the budget wait for each other before either of them waits for the standby. */
async function inStripesOfTheirOwn(make: () => Promise<Subject>): Promise<Subject[]> {
  const byStripe = new Map<number, Subject>()
  while (byStripe.size < atOnce) {
    const subject = await make()
    byStripe.set(stripeOf(subject.accountId), subject)
  }
  return [...byStripe.values()]
}

/** Waits until so many postings wait for the standby: by what they hold, for the sealer and others may wait beside them. */
async function waiting(
  pair: Awaited<ReturnType<typeof makePair>>,
  database: string,
  count: number,
): Promise<void> {
  const limit = Date.now() + 10_000
  for (;;) {
    const [row] = await pair.primary().sql<{ count: number }>(
      `select count(distinct a.pid)::int as count from pg_stat_activity a join pg_locks l using (pid)
          where a.wait_event = 'SyncRep' and a.usename = 'makeright_desk' and l.relation = 'transfers'::regclass`,
      database,
    )
    if (row?.count === count) return
    if (Date.now() > limit) throw new Error(`Only ${row?.count} of ${count} commits wait for the standby.`)
    await pause(10)
  }
}
