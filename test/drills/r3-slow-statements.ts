import { setTimeout as pause } from 'node:timers/promises'
import { call } from './calling.ts'
import type { Desk } from './desks.ts'
import { drill } from './drill.ts'
import { subjectsOf } from './subjects.ts'
import { outageId, type World } from './world.ts'

const soonEnough = 6000

/**
 * Each table in turn is made to sleep for a minute at the first row that is looked at, by a policy of the database's own
 * row security; each procedure that looks there has to end, to say so, and to leave nothing behind.
 */
export const slowStatements = drill({
  name: 'R3',
  what: 'every statement that looks into a table sleeps for a minute',
  minutes: 6,
  reduced: { tables: 2 },
  full: { tables: 100 },
  async run(stage, tier) {
    const cluster = await stage.cluster()
    const world = await stage.world(cluster, { accounts: 2000 })
    const [desk] = (await stage.desks(world, 1)) as [Desk]
    const figures = { tables: 0, calls: 0, slowed: 0, longestms: 0, orphans: 0 }
    const tables = await tablesOf(world)
    // The most telling first: what is locked first by everything that moves money, and what every request reads.
    const order = [
      'accounts',
      'sessions',
      ...tables.filter((name) => name !== 'accounts' && name !== 'sessions'),
    ]
    for (const table of order.slice(0, tier.tables)) {
      const calls = await callsOf(world, desk)
      await cluster.sql(
        `alter table ${table} enable row level security; create policy slow on ${table} using (pg_sleep(60) is not null) with check (true)`,
        world.name,
      )
      const answers = await Promise.all(
        calls.map(async (asked) => {
          const began = performance.now()
          const outcome = await call(desk.origin, asked)
          return { ...asked, outcome, ms: Math.round(performance.now() - began) }
        }),
      )
      await pause(1000)
      const [left] = await cluster.sql<{ open: number }>(
        `select count(*)::int as open from pg_stat_activity where usename = 'makeright_desk' and state <> 'idle' and now() - query_start > interval '5.5 seconds'`,
      )
      // What was left running would keep the table from being mended.
      await cluster.sql(
        `select pg_terminate_backend(pid) from pg_stat_activity where usename = 'makeright_desk' and state <> 'idle'`,
      )
      await cluster.sql(
        `drop policy slow on ${table}; alter table ${table} disable row level security`,
        world.name,
      )
      figures.tables += 1
      figures.calls += answers.length
      figures.orphans += left?.open ?? 0
      for (const { procedure, outcome, ms } of answers) {
        figures.longestms = Math.max(figures.longestms, ms)
        stage.insist(ms <= soonEnough, `${procedure} took ${ms} ms with a slow ${table}.`)
        if (outcome.kind === 'ok') continue
        figures.slowed += 1
        stage.insist(
          outcome.kind === 'unknown' && outcome.status === 503,
          `${procedure} with a slow ${table} was answered ${outcome.status} ${outcome.code}.`,
        )
      }
    }
    stage.insist(figures.slowed > 0, 'No call was slowed down: the drill was too kind.')
    stage.insist(figures.orphans === 0, `${figures.orphans} statements went on without their desk.`)
    await stage.booksHold(world)
    return figures
  },
})

async function tablesOf(world: World): Promise<string[]> {
  const found = await world.database.db.introspection.getTables()
  return found.map(({ name }) => name).filter((name) => !name.startsWith('kysely'))
}

/** Every query and every money mutation once, each by somebody who may. */
async function callsOf(world: World, desk: Desk) {
  const make = await subjectsOf(world, () => desk.origin)
  const [post, approve, refuse, withdraw, reverse] = await Promise.all(
    (['post', 'approve', 'refuse', 'withdraw', 'reverse'] as const).map(make),
  )
  const [token = ''] = await world.sessions(await world.staffId('sofia'), 1)
  const accountId = '400000001'
  const look = (procedure: string, input: unknown) => ({ token, procedure, input })
  const moves = [post, approve, refuse, withdraw, reverse].flatMap((subject) =>
    subject ? [subject.asked] : [],
  )
  return [
    look('staff.desk', undefined),
    look('accounts.search', { text: 'customer 1' }),
    look('adjustments.accountPage', { accountId }),
    look('adjustments.queue', { show: 'waiting' }),
    look('adjustments.openDraft', { accountId, outageId }),
    ...moves,
  ]
}
