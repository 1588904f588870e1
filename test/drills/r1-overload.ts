import { setTimeout as pause } from 'node:timers/promises'
import { healthOf, send } from './calling.ts'
import type { Desk } from './desks.ts'
import { drill } from './drill.ts'
import { giveInput, makeDrafts } from './gifts.ts'
import type { Person, World } from './world.ts'

type Ask = { procedure: string; token: string; body: string; money: boolean }
type Heard = { money: boolean; status: number; ms: number; retryAfter: boolean }

/** Three times what the desk can do arrives, whether it answers or not: it says no at once, and goes on at its own pace. */
export const overload = drill({
  name: 'R1',
  alone: true,
  what: 'three times the measured capacity arrives, nine tenths reading and one tenth money',
  minutes: 2,
  reduced: { seconds: 6, measured: 4, people: 200 },
  full: { seconds: 60, measured: 10, people: 400 },
  async run(stage, tier) {
    const cluster = await stage.cluster()
    const world = await stage.world(cluster, { accounts: 60_000 })
    const [desk] = (await stage.desks(world, 1)) as [Desk]
    const asks = await asksOf(world, tier.people)
    const closed = await asLongAsAnswered(desk, asks, tier.measured)
    const capacity = closed.filter(({ status }) => status === 200).length / tier.measured

    const live: number[] = []
    let over = false
    const watching = (async () => {
      while (!over) {
        const { status, ms } = await healthOf(desk.origin, '/live')
        live.push(status === 200 ? ms : Number.POSITIVE_INFINITY)
        await pause(100)
      }
    })()
    const heard = await whateverHappens(desk, asks, 3 * capacity, tier.seconds)
    const ended = performance.now()
    over = true
    await watching
    for (;;) {
      const one = await answered(desk, asks())
      if ((one.status === 200 && one.ms <= 500) || performance.now() - ended > 30_000) break
      await pause(50)
    }
    const normalms = Math.round(performance.now() - ended)

    const accepted = heard.filter(({ status }) => status === 200)
    const refusals = heard.filter(({ status }) => status === 429 || status === 503)
    const strange = heard.length - accepted.length - refusals.length
    const share = (money: boolean) =>
      accepted.filter((each) => each.money === money).length /
      Math.max(1, heard.filter((each) => each.money === money).length)
    const figures = {
      capacity: Math.round(capacity),
      sent: heard.length,
      goodput: Math.round(accepted.length / tier.seconds),
      acceptedp99ms: p99(accepted.map(({ ms }) => ms)),
      refused: refusals.length,
      refusedp99ms: p99(refusals.map(({ ms }) => ms)),
      livems: p99(live),
      normalms,
      moneyshare: share(true).toFixed(2),
      readshare: share(false).toFixed(2),
    }
    stage.insist(
      figures.goodput >= 0.9 * capacity,
      `Only ${figures.goodput}/s were served of ${figures.capacity}/s.`,
    )
    stage.insist(figures.acceptedp99ms <= 500, `What was accepted took ${figures.acceptedp99ms} ms (p99).`)
    stage.insist(refusals.length > 0, 'Nothing was refused: everything waited.')
    stage.insist(figures.refusedp99ms <= 50, `A refusal took ${figures.refusedp99ms} ms (p99).`)
    stage.insist(
      refusals.every(({ retryAfter }) => retryAfter),
      'A refusal does not say when to come again (Retry-After).',
    )
    stage.insist(strange === 0, `${strange} answers were neither 200 nor 429 nor 503.`)
    stage.insist(figures.livems <= 100, `/live took ${figures.livems} ms.`)
    stage.insist(figures.normalms <= 5000, `It took ${figures.normalms} ms until things were normal again.`)
    stage.insist(share(true) > share(false), 'Money was not admitted before reports.')
    await stage.booksHold(world)
    return figures
  },
})

const p99 = (times: number[]): number => {
  const sorted = times.toSorted((one, other) => one - other)
  return Math.round(sorted[Math.max(0, Math.ceil(sorted.length * 0.99) - 1)] ?? 0)
}

/** The next thing that somebody asks: of ten, one gives and nine look. */
async function asksOf(world: World, count: number): Promise<() => Ask> {
  const people = await world.people('agent', count)
  // Whoever looks at any account reads under a role; an agent's caller would have to be verified on each.
  const readers = await world.people('supervisor', count)
  const gifts = Array.from({ length: 40_000 }, (_, index) => ({
    accountId: world.freshAccount(),
    staffId: (people[index % count] as Person).staffId,
  }))
  const drafts = await makeDrafts(world, gifts)
  let asked = 0
  let given = 0
  return () => {
    asked += 1
    if (asked % 10 === 0 && given < gifts.length) {
      const { accountId = '' } = gifts[given] ?? {}
      const input = giveInput({ accountId, draftId: drafts[given] ?? '', amount: 500n, way: 'post' })
      const { token } = people[given % count] as Person
      given += 1
      return { procedure: 'adjustments.give', token, body: JSON.stringify({ 0: input }), money: true }
    }
    const { token } = readers[asked % count] as Person
    const looks = [
      [
        'adjustments.accountPage',
        { accountId: `40${String(1 + ((asked * 7919) % 50_000)).padStart(7, '0')}` },
      ],
      ['adjustments.queue', { show: 'waiting' }],
      ['accounts.search', { text: `customer ${asked % 50_000}` }],
    ] as const
    const [procedure, input] = looks[asked % looks.length] ?? looks[0]
    return { procedure, token, body: JSON.stringify({ 0: input }), money: false }
  }
}

async function answered({ origin }: Desk, { procedure, token, body, money }: Ask): Promise<Heard> {
  const began = performance.now()
  const headers = {
    'content-type': 'application/json',
    'x-makeright': '1',
    origin,
    cookie: `makeright=${token}`,
  }
  const answer = await send(origin, `/trpc/${procedure}?batch=1`, 'POST', headers, body)
  const retryAfter = answer?.headers['retry-after'] !== undefined
  return { money, status: answer?.status ?? 0, ms: performance.now() - began, retryAfter }
}

/** Sixteen who ask again when they have their answer: what the desk can do. */
async function asLongAsAnswered(desk: Desk, asks: () => Ask, seconds: number): Promise<Heard[]> {
  const heard: Heard[] = []
  const ends = performance.now() + seconds * 1000
  const walk = async () => {
    while (performance.now() < ends) heard.push(await answered(desk, asks()))
  }
  await Promise.all(Array.from({ length: 16 }, walk))
  return heard
}

/** So many each second, without waiting for anybody. */
async function whateverHappens(
  desk: Desk,
  asks: () => Ask,
  perSecond: number,
  seconds: number,
): Promise<Heard[]> {
  const all: Promise<Heard>[] = []
  const began = performance.now()
  for (;;) {
    const passed = (performance.now() - began) / 1000
    if (passed >= seconds) break
    while (all.length < passed * perSecond) all.push(answered(desk, asks()))
    await pause(2)
  }
  return Promise.all(all)
}
