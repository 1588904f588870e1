import { setTimeout as pause } from 'node:timers/promises'
import { type Arrival, arrive } from './arrivals.ts'
import { healthOf } from './calling.ts'
import type { Desk } from './desks.ts'
import { drill } from './drill.ts'
import { giveInput, makeDrafts } from './gifts.ts'
import type { Person, World } from './world.ts'

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
    const many = (count: number) => Array.from({ length: Math.ceil(count) }, asks)
    // A desk that has just been started is slower: what it can do is measured when it is warm.
    await arrive({
      origin: desk.origin,
      arrivals: many(4_000),
      seconds: tier.measured / 2,
      how: { askers: 16 },
    })
    const closed = await arrive({
      origin: desk.origin,
      arrivals: many(20_000),
      seconds: tier.measured,
      how: { askers: 16 },
    })
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
    const heard = await arrive({
      origin: desk.origin,
      arrivals: many(3 * capacity * tier.seconds),
      seconds: tier.seconds,
      how: { perSecond: 3 * capacity },
    })
    const ended = performance.now()
    over = true
    await watching
    for (;;) {
      const [one] = await arrive({ origin: desk.origin, arrivals: many(1), seconds: 5, how: { askers: 1 } })
      if ((one?.status === 200 && one.ms <= 500) || performance.now() - ended > 30_000) break
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
async function asksOf(world: World, count: number): Promise<() => Arrival> {
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
