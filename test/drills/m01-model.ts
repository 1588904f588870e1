import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import type { Database } from '#server/db/client.ts'
import { openDatabase } from '#server/db/open-database.ts'
import { envelopeOf, refusalOf } from '#server/errors.ts'
import { Announcer } from '#server/live/announce.ts'
import { appRouter } from '#server/router.ts'
import { sessionOf } from '#server/staff/sessions.ts'
import { callerOf } from '#server/trpc.ts'
import { acts } from './acts.ts'
import { insist } from './calling.ts'
import type { Desk } from './desks.ts'
import { drill } from './drill.ts'
import { migratedArchive } from './migrated-data.ts'
import { type Api, type Player, play } from './play.ts'
import type { Stage } from './stage.ts'
import { furnish, type World, worldOver } from './world.ts'

const lanes = 4
const legal = [
  'requested: approve done',
  'requested: refuse done',
  'requested: withdraw done',
  'run out: expire done',
  'granted: reverse done',
]
const ended = ['refused', 'withdrawn', 'expired', 'reversed', 'granted']
const forbidden = [
  ...ended.flatMap((state) => ['approve', 'refuse', 'withdraw'].map((act) => `${state}: ${act} refused`)),
  ...['refused', 'withdrawn', 'expired', 'requested', 'run out'].map((state) => `${state}: reverse refused`),
  ...['approve', 'refuse', 'withdraw'].map((act) => `run out: ${act} refused`),
]

/** The desk and a small reference of the rulings play the same thousands of games, and must never differ. */
export const model = drill({
  name: 'M1',
  what: 'random games of people who give, decide, reverse and repeat, against a reference in memory, on both databases',
  minutes: 20,
  reduced: { postgres: 40, pglite: 8, legal: 5, forbidden: 0 },
  full: { postgres: 2500, pglite: 500, legal: 1000, forbidden: 100 },
  async run(stage, tier) {
    const counts = new Map<string, number>()
    const figures = { sequences: 0, operations: 0, divergences: 0 }
    const cluster = await stage.cluster()
    const world = await stage.world(cluster, { accounts: tier.postgres * 2 + 100 })
    const [desk] = (await stage.desks(world, 1)) as [Desk]
    const overHttp: Api = async (token, procedure, input) =>
      (await insist(() => desk.origin, { token, procedure, input })).outcome
    const each = Math.ceil(tier.postgres / lanes)
    const games = Array.from({ length: lanes }, (_, lane) =>
      playGames(stage, world, overHttp, { lane, runs: each, counts, figures }),
    )
    await Promise.all(games)
    await stage.booksHold(world)

    const template = await migratedArchive()
    const embedded = await openDatabase({ kind: 'pglite', folder: 'memory', template })
    stage.later(() => embedded.close())
    const accounts = tier.pglite * 2 + 100
    await furnish(embedded, { accounts })
    const small = worldOver(embedded, { name: '', ownerUrl: 'postgres://embedded', accounts })
    await playGames(stage, small, inside(embedded), { lane: lanes, runs: tier.pglite, counts, figures })
    await stage.booksHold(small)

    const least = (names: string[]) => Math.min(...names.map((name) => counts.get(name) ?? 0))
    const rarely = (names: string[], limit: number) => names.filter((name) => (counts.get(name) ?? 0) < limit)
    for (const [names, limit] of [
      [legal, tier.legal],
      [forbidden, tier.forbidden],
    ] as const)
      stage.insist(
        rarely(names, limit).length === 0,
        `Too rarely tried: ${rarely(names, limit)
          .map((name) => `${name} (${counts.get(name) ?? 0})`)
          .join(', ')}.`,
      )
    return { ...figures, leastlegal: least(legal), leastforbidden: least(forbidden) }
  },
})

type Games = {
  lane: number
  runs: number
  counts: Map<string, number>
  figures: { sequences: number; operations: number; divergences: number }
}

async function playGames(
  stage: Stage,
  world: World,
  api: Api,
  { lane, runs, counts, figures }: Games,
): Promise<void> {
  const table = {
    api,
    database: world.database,
    count(step: string) {
      figures.operations += 1
      counts.set(step, (counts.get(step) ?? 0) + 1)
    },
  }
  const result = await fc.check(
    fc.asyncProperty(acts, async (game) => {
      figures.sequences += 1
      // Somebody may have fifty requests waiting: over hundreds of games the same seven would come to more.
      const players = await playersOf(world)
      const difference = await play({ ...table, players }, world.freshAccount(), game)
      if (difference) throw new Error(difference)
    }),
    { numRuns: runs, seed: stage.seed * 100 + lane, maxSkipsPerRun: 0, endOnFailure: true },
  )
  if (!result.failed) return
  figures.divergences += 1
  stage.insist(false, `The desk and the reference differ: ${String(result.errorInstance).slice(0, 400)}.`)
}

async function playersOf(world: World): Promise<Player[]> {
  const all = (['agent', 'agent', 'senior', 'supervisor', 'manager', 'manager', 'manager'] as const).map(
    async (level) => (await world.people(level, 1)).map((person) => ({ ...person, level })),
  )
  return (await Promise.all(all)).flat()
}

/** The same router without HTTP: the embedded database has one opener, which is this process. */
function inside(database: Database): Api {
  const make = callerOf(appRouter)
  return async (token, procedure, input) => {
    const caller = make({
      database,
      announcer: new Announcer(database),
      requestId: randomUUID(),
      address: '192.0.2.1',
      session: (about) => sessionOf(database.db, token, about),
      setToken() {},
      token: () => token,
    })
    const [noun = '', act = ''] = procedure.split('.')
    const ask = (caller as unknown as Record<string, Record<string, (given: unknown) => Promise<unknown>>>)[
      noun
    ]?.[act]
    try {
      const data = await ask?.(input)
      return { kind: 'ok', status: 200, text: JSON.stringify(data), data }
    } catch (error) {
      const refusal = refusalOf(error)
      const envelope = envelopeOf(refusal, '')
      return {
        kind: 'fail',
        status: refusal?.status ?? 500,
        text: String(error),
        code: envelope.code,
        envelope,
      }
    }
  }
}
