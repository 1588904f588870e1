import { call, insist } from './calling.ts'
import type { Desk } from './desks.ts'
import { drill } from './drill.ts'
import { type CutAt, type MessageWire, openMessageWire } from './message-wire.ts'
import type { Stage } from './stage.ts'
import { type Effect, effects, type Subject, subjectsOf } from './subjects.ts'
import { openWire } from './wire.ts'
import type { World } from './world.ts'

/** What came of one cut, once the client had sent the same again. */
type Found = { committedUnseen: boolean }
type Ground = { stage: Stage; world: World; desk: Desk; make(effect: Effect): Promise<Subject> }

/** The wire between desk and database is cut at every message of each money mutation, and that of the browser at its bytes. */
export const cutWires = drill({
  name: 'M5',
  what: 'the wire to PostgreSQL cut at each protocol message of each money mutation, and the wire to the browser too',
  minutes: 6,
  reduced: { stride: 9, rounds: 1, accounts: 2000 },
  full: { stride: 1, rounds: 3, accounts: 20_000 },
  async run(stage, tier) {
    const cluster = await stage.cluster()
    const world = await stage.world(cluster, { accounts: tier.accounts })
    const wire = await openMessageWire(() => cluster.port)
    stage.later(() => wire.close())
    const url = new URL(world.deskUrl)
    url.port = String(wire.port)
    const [desk] = (await stage.desks(world, 1, { DATABASE_URL: url.href, DATABASE_POOL: '1' })) as [Desk]
    const ground: Ground = { stage, world, desk, make: await subjectsOf(world, () => desk.origin) }

    const figures = { cuts: 0, browsercuts: 0, unseen: 0, lost: 0, doubled: 0, dishonest: 0 }
    for (let round = 0; round < tier.rounds; round += 1) {
      for (const effect of effects) {
        let unseen = 0
        const tell = ({ committedUnseen }: Found) => {
          if (committedUnseen) unseen += 1
        }
        for (const cut of aroundCommit) {
          figures.cuts += 1
          tell(await one(ground, figures, effect, () => setWire(wire, cut), desk.origin))
        }
        for (const direction of ['to server', 'to client'] as const)
          for (const when of ['before', 'after'] as const)
            for (let message = 1; ; message += tier.stride) {
              tell(
                await one(
                  ground,
                  figures,
                  effect,
                  () => setWire(wire, { direction, message, when }),
                  desk.origin,
                ),
              )
              if (!wire.happened()) break
              figures.cuts += 1
            }
        wire.set(null)
        for (const cut of browserCuts) tell(await throughBrowserWire(ground, figures, effect, cut))
        stage.insist(
          unseen > 0,
          `No cut of "${effect}" was committed without its client seeing it: the drill was too kind.`,
        )
        figures.unseen += unseen
      }
    }
    stage.insist(figures.lost === 0, `${figures.lost} effects were lost after a cut.`)
    stage.insist(figures.doubled === 0, `${figures.doubled} effects were doubled after a cut.`)
    stage.insist(
      figures.dishonest === 0,
      `${figures.dishonest} times "not saved" was said of what had been saved.`,
    )
    await stage.booksHold(world)
    return figures
  },
})

const aroundCommit: CutAt[] = (['to server', 'to client'] as const).flatMap((direction) =>
  (['before', 'after'] as const).map((when): CutAt => ({ direction, message: 'commit', when })),
)

const setWire = (wire: MessageWire, cut: CutAt) => wire.set(cut)

type Counts = { lost: number; doubled: number; dishonest: number; browsercuts: number }

async function one(
  { stage, desk, make }: Ground,
  figures: Counts,
  effect: Effect,
  arm: () => void,
  origin: string,
): Promise<Found> {
  const subject = await make(effect)
  arm()
  const first = await call(origin, subject.asked)
  const there = await subject.effects()
  if (first.kind === 'fail')
    stage.insist(false, `A cut of "${effect}" was answered ${first.status} ${first.code}.`)
  if (first.kind === 'unknown' && first.saved === false && there > 0) figures.dishonest += 1
  if (first.kind === 'ok' && there === 0) figures.lost += 1
  if (first.kind !== 'ok') await insist(() => desk.origin, subject.asked)
  const after = await subject.effects()
  if (after === 0) figures.lost += 1
  if (after > 1) figures.doubled += 1
  return { committedUnseen: first.kind !== 'ok' && there === 1 }
}

/** How much passes before the browser's wire is cut: of the request, or of the answer. */
const browserCuts = [
  { toServer: 0 },
  { toServer: 0.5 },
  { toServer: 1 },
  { toClient: 0 },
  { toClient: 0.5 },
  { toClient: 0.99 },
] as const

async function throughBrowserWire(
  ground: Ground,
  figures: Counts,
  effect: Effect,
  cut: { toServer?: number; toClient?: number },
): Promise<Found> {
  const to = () => Number(new URL(ground.desk.origin).port)
  const wire = await openWire({
    to,
    toServer(bytes, link) {
      if (cut.toServer === undefined) return void link.server.write(bytes)
      const part = bytes.subarray(0, Math.floor(bytes.length * cut.toServer))
      // All of it: the desk reads the whole request, and finds nobody to answer.
      if (cut.toServer === 1) return void link.server.write(part, () => link.client.destroy())
      link.server.end(part, () => link.cut())
    },
    toClient(bytes, link) {
      link.client.end(bytes.subarray(0, Math.floor(bytes.length * (cut.toClient ?? 0))), () => link.cut())
    },
  })
  try {
    figures.browsercuts += 1
    return await one(ground, figures, effect, () => {}, `http://127.0.0.1:${wire.port}`)
  } finally {
    await wire.close()
  }
}
