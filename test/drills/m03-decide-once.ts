import { type Asked, insist } from './calling.ts'
import { drill } from './drill.ts'
import { askFor } from './gifts.ts'

/** Sixty-four people decide one request at the same moment, at two desks: one of them does. */
export const decideOnce = drill({
  name: 'M3',
  timed: true,
  what: '64 people (32 at the reduced tier) at two desks approve, refuse and withdraw the same request at once',
  minutes: 4,
  // Half as many at the gate: on a slow machine the last of sixty-four waits longer than a place is waited for.
  reduced: { requests: 15, racers: 32 },
  full: { requests: 500, racers: 64 },
  async run(stage, tier) {
    const cluster = await stage.cluster()
    const world = await stage.world(cluster, { accounts: tier.requests })
    const desks = await stage.desks(world, 2)
    const at = (index: number) => desks[index % desks.length]?.origin ?? ''
    const agents = await world.people('agent', 16)
    const approvers = await world.people('manager', (tier.racers * 5) / 8)
    const refusers = await world.people('supervisor', tier.racers / 4)
    const requests = await askFor(world, at(0), agents, tier.requests)
    const tabs = new Map<bigint, string[]>()
    for (const { staffId } of agents) tabs.set(staffId, await world.sessions(staffId, tier.racers / 8))

    const told = { decisions: 0, losers: 0, servererrors: 0, unknown: 0 }
    for (const { accountId, adjustmentId, amount, by } of requests) {
      const key = { accountId, adjustmentId }
      const race: Asked[] = [
        ...approvers.map(({ token }) => ({
          token,
          procedure: 'adjustments.approve',
          input: { ...key, amount: amount.toString(), reason: '' },
        })),
        ...refusers.map(({ token }) => ({
          token,
          procedure: 'adjustments.refuse',
          input: { ...key, reason: 'No evidence.' },
        })),
        ...(tabs.get(by.staffId) ?? []).map((token) => ({
          token,
          procedure: 'adjustments.withdraw',
          input: key,
        })),
      ]
      const shuffled = race
        .map((asked) => ({ asked, at: stage.chance.next() }))
        .sort((one, other) => one.at - other.at)
      const answers = await Promise.all(shuffled.map(({ asked }, index) => insist(() => at(index), asked)))
      let won = 0
      for (const { outcome, before } of answers) {
        told.unknown += before.length
        told.servererrors += before.filter(({ status }) => status >= 500).length
        if (outcome.kind === 'ok') won += 1
        else if (outcome.status === 409 && outcome.code === 'ALREADY_DECIDED') told.losers += 1
        else {
          if (outcome.status >= 500) told.servererrors += 1
          stage.insist(
            false,
            `A loser was answered ${outcome.status} ${outcome.code}: ${outcome.text.slice(0, 200)}`,
          )
        }
      }
      told.decisions += won
      stage.insist(won === 1, `Request ${adjustmentId} was decided ${won} times.`)
    }

    const attempts = tier.requests * tier.racers
    const [found] = await cluster.sql<{ decided: number; posted: number; approved: number }>(
      `select (select count(*)::int from adjustments where state in ('granted', 'refused', 'withdrawn')) as decided,
        (select count(*)::int from transfers where kind = 'post_hold') as posted,
        (select count(*)::int from approvals) as approved`,
      world.name,
    )
    stage.insist(
      found?.decided === tier.requests,
      `${found?.decided} of ${tier.requests} requests are decided.`,
    )
    stage.insist(
      found?.posted === found?.approved,
      `${found?.posted} entries were posted for ${found?.approved} approvals.`,
    )
    stage.insist(
      told.servererrors === 0,
      `${told.servererrors} of ${attempts} attempts were answered with a 5xx.`,
    )
    await stage.booksHold(world)
    return { attempts, ...told, posted: found?.posted ?? -1 }
  },
})
