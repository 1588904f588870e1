import { setTimeout as pause } from 'node:timers/promises'
import { type Arrival, arrive, type Heard } from './arrivals.ts'
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
  reduced: { rounds: 1, seconds: 6, measured: 2, people: 200 },
  full: { rounds: 6, seconds: 10, measured: 3, people: 400 },
  async run(stage, tier) {
    const cluster = await stage.cluster()
    const world = await stage.world(cluster, { accounts: 60_000 })
    const [desk] = (await stage.desks(world, 1)) as [Desk]
    const { look, give, next } = await asksOf(world, tier.people)
    const doneOf = async (ask: () => Arrival, seconds = tier.measured): Promise<number> => {
      const arrivals = Array.from({ length: 1000 * seconds }, ask)
      const heard = await arrive({ origin: desk.origin, arrivals, seconds, how: { askers: 16 } })
      stage.insist(
        heard.length < arrivals.length,
        'There was too little to ask: what can be done was not measured.',
      )
      return heard.filter(({ status }) => status === 200).length / seconds
    }
    // A desk that has just been started is slower: what it can do is measured when it is warm.
    await doneOf(next, tier.measured * 2)

    const live: number[] = []
    const heard: Heard[] = []
    const rounds: { capacity: number; looks: number; money: number; goodput: number; work: number }[] = []
    let normalms = 0
    for (let round = 0; round < tier.rounds; round += 1) {
      // A machine is not as quick in each minute: what it can do is measured beside what it does.
      const looksOnly = await doneOf(look)
      const moneyOnly = await doneOf(give)
      const capacity = await doneOf(next)
      const came = await arriving(desk, next, 3 * capacity, tier.seconds, live)
      normalms = Math.max(normalms, await untilNormal(desk, next))
      heard.push(...came)
      const done = came.filter(({ status }) => status === 200)
      const money = done.filter((each) => each.money).length / tier.seconds
      const looks = done.length / tier.seconds - money
      // Money goes first and takes longer than looks: beside how many calls are done, what they cost.
      const costOf = (ofMoney: number, ofLooks: number) => ofMoney / moneyOnly + ofLooks / looksOnly
      const work = costOf(money, looks) / costOf(0.1 * capacity, 0.9 * capacity)
      rounds.push({ capacity, looks, money, goodput: (looks + money) / capacity, work })
    }
    const middle = (of: (round: (typeof rounds)[number]) => number) => median(rounds.map(of))
    const goodput = middle((round) => round.goodput)

    const accepted = heard.filter(({ status }) => status === 200)
    const refusals = heard.filter(({ status }) => status === 429 || status === 503)
    const strange = heard.length - accepted.length - refusals.length
    const share = (money: boolean) =>
      accepted.filter((each) => each.money === money).length /
      Math.max(1, heard.filter((each) => each.money === money).length)
    const figures = {
      capacity: Math.round(middle((round) => round.capacity)),
      sent: heard.length,
      looks: Math.round(middle((round) => round.looks)),
      money: Math.round(middle((round) => round.money)),
      goodput: goodput.toFixed(2),
      work: middle((round) => round.work).toFixed(2),
      acceptedp99ms: p99(accepted.map(({ ms }) => ms)),
      refused: refusals.length,
      refusedp99ms: p99(refusals.map(({ ms }) => ms)),
      livems: p99(live),
      normalms,
      moneyshare: share(true).toFixed(2),
      readshare: share(false).toFixed(2),
    }
    stage.insist(goodput >= 0.9, `Only ${figures.goodput} of the calls were done that can be.`)
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

/** So many calls each second, whether anybody answers or not, and what a balancer hears meanwhile. */
async function arriving(
  { origin }: Desk,
  next: () => Arrival,
  perSecond: number,
  seconds: number,
  live: number[],
): Promise<Heard[]> {
  let over = false
  const watching = (async () => {
    while (!over) {
      const { status, ms } = await healthOf(origin, '/live')
      live.push(status === 200 ? ms : Number.POSITIVE_INFINITY)
      await pause(100)
    }
  })()
  const arrivals = Array.from({ length: Math.ceil(perSecond * (seconds + 1)) }, next)
  const heard = await arrive({ origin, arrivals, seconds, how: { perSecond } })
  over = true
  await watching
  return heard
}

/** Milliseconds until one call is answered as quickly as ever. */
async function untilNormal({ origin }: Desk, next: () => Arrival): Promise<number> {
  const ended = performance.now()
  for (;;) {
    const [one] = await arrive({ origin, arrivals: [next()], seconds: 5, how: { askers: 1 } })
    const passed = Math.round(performance.now() - ended)
    if ((one?.status === 200 && one.ms <= 500) || passed > 30_000) return passed
    await pause(50)
  }
}

const median = (values: number[]): number =>
  values.toSorted((one, other) => one - other)[values.length >> 1] ?? 0

const p99 = (times: number[]): number => {
  const sorted = times.toSorted((one, other) => one - other)
  return Math.round(sorted[Math.max(0, Math.ceil(sorted.length * 0.99) - 1)] ?? 0)
}

/** The next thing that somebody asks: of ten, one gives and nine look. */
async function asksOf(world: World, count: number) {
  const people = await world.people('agent', count)
  // Whoever looks at any account reads under a role; an agent's caller would have to be verified on each.
  const readers = await world.people('supervisor', count)
  const gifts = Array.from({ length: 40_000 }, (_, index) => ({
    accountId: world.freshAccount(),
    staffId: (people[index % count] as Person).staffId,
  }))
  const drafts = await makeDrafts(world, gifts)
  let given = 0
  const give = (): Arrival => {
    const { accountId = '' } = gifts[given] ?? {}
    const input = giveInput({ accountId, draftId: drafts[given] ?? '', amount: 500n, way: 'post' })
    const { token } = people[given % count] as Person
    given += 1
    return { procedure: 'adjustments.give', token, body: JSON.stringify({ 0: input }), money: true }
  }
  let looked = 0
  const look = (): Arrival => {
    looked += 1
    const { token } = readers[looked % count] as Person
    const looks = [
      [
        'adjustments.accountPage',
        { accountId: `40${String(1 + ((looked * 7919) % 50_000)).padStart(7, '0')}` },
      ],
      ['adjustments.queue', { show: 'waiting' }],
      ['accounts.search', { text: `customer ${looked % 50_000}` }],
    ] as const
    const [procedure, input] = looks[looked % looks.length] ?? looks[0]
    return { procedure, token, body: JSON.stringify({ 0: input }), money: false }
  }
  let asked = 0
  const next = () => {
    asked += 1
    return asked % 10 === 0 ? give() : look()
  }
  return { look, give, next }
}
