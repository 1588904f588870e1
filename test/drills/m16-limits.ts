import { sql } from 'kysely'
import { call, insist } from './calling.ts'
import type { Desk } from './desks.ts'
import { drill } from './drill.ts'
import { giveInput, makeDrafts } from './gifts.ts'
import type { Stage } from './stage.ts'
import { outageId, type Person, type World } from './world.ts'

const racers = 64
type Ground = { stage: Stage; world: World; at: (index: number) => string }

/** Sixty-four clients at once, at the edge of each limit: the last one that fits is given and not one more. */
export const limits = drill({
  name: 'M16',
  what: 'a person’s day, an account’s cap, the budget and the number waiting, each met by 64 clients at once',
  minutes: 10,
  reduced: { rounds: 3 },
  full: { rounds: 200 },
  async run(stage, tier) {
    const cluster = await stage.cluster()
    const world = await stage.world(cluster, { accounts: tier.rounds * (4 * racers), limits: true })
    const desks: Desk[] = await stage.desks(world, 2)
    const ground: Ground = { stage, world, at: (index) => desks[index % desks.length]?.origin ?? '' }
    const figures = { rounds: tier.rounds, exceeded: 0, short: 0, day: 0, account: 0, budget: 0, waiting: 0 }
    const kinds = { day: fillDay, account: fillAccount, budget: fillBudget, waiting: fillQueue }
    for (let round = 0; round < tier.rounds; round += 1) {
      for (const [name, fill] of Object.entries(kinds)) {
        const { given, cap } = await fill(ground)
        if (given > cap) figures.exceeded += 1
        if (given < cap) figures.short += 1
        if (given === cap) figures[name as keyof typeof kinds] += 1
        stage.insist(given <= cap, `The limit was passed (${name}): ${given} were given where ${cap} fit.`)
        stage.insist(
          given >= cap,
          `The limit refused too much (${name}): ${given} were given where ${cap} fit.`,
        )
      }
    }
    await stage.booksHold(world)
    return figures
  },
})

type Filled = { given: number; cap: number }
const procedure = 'adjustments.give'

/** $15 twenty times is the day of an agent. */
async function fillDay({ world, at }: Ground): Promise<Filled> {
  const [agent] = (await world.people('agent', 1)) as [Person]
  const given = await giveAll(world, at, agent, 1500n, 'post')
  return { given, cap: 20 }
}

/** At most fifty requests of one person wait at a time. */
async function fillQueue({ world, at }: Ground): Promise<Filled> {
  const [agent] = (await world.people('agent', 1)) as [Person]
  const given = await giveAll(world, at, agent, 1501n, 'request')
  // The next round has a queue of its own, and the budget what it held.
  return { given, cap: 50 }
}

/** What is left of the budget is enough for nine credits of $10. */
async function fillBudget({ world, at }: Ground): Promise<Filled> {
  const agents = await world.people('agent', racers)
  await sql`update budgets b set total = 9000 + (select sum(taken) from budget_stripes s where s.budget_id = b.budget_id)
    where budget_id = ${`manual:${outageId}`}`.execute(world.database.db)
  // Allotted is what lies in the stripes; what was not taken goes back to be shared out anew.
  await sql`update budget_stripes s set allotted = taken + case when stripe = 0 then 9000 else 0 end
    where budget_id = ${`manual:${outageId}`}`.execute(world.database.db)
  const accounts = agents.map(() => world.freshAccount())
  const drafts = await makeDrafts(
    world,
    agents.map(({ staffId }, index) => ({ accountId: accounts[index] ?? '', staffId })),
  )
  const answers = await Promise.all(
    agents.map(({ token }, index) => {
      const draft = { accountId: accounts[index] ?? '', draftId: drafts[index] ?? '' }
      return insist(() => at(index), {
        token,
        procedure,
        input: giveInput({ ...draft, amount: 1000n, way: 'post' }),
      })
    }),
  )
  const given = answers.filter(({ outcome }) => outcome.kind === 'ok').length
  await sql`update budgets set total = total + 100000000000 where budget_id = ${`manual:${outageId}`}`.execute(
    world.database.db,
  )
  await sql`update budget_stripes set allotted = allotted + case when stripe = 0 then 100000000000 else 0 end
    where budget_id = ${`manual:${outageId}`}`.execute(world.database.db)
  return { given, cap: 9 }
}

async function giveAll(
  world: World,
  at: Ground['at'],
  agent: Person,
  amount: bigint,
  way: 'post' | 'request',
): Promise<number> {
  const tokens = await world.sessions(agent.staffId, racers)
  const accounts = tokens.map(() => world.freshAccount())
  const drafts = await makeDrafts(
    world,
    accounts.map((accountId) => ({ accountId, staffId: agent.staffId })),
  )
  const answers = await Promise.all(
    tokens.map((token, index) => {
      const draft = { accountId: accounts[index] ?? '', draftId: drafts[index] ?? '' }
      return insist(() => at(index), { token, procedure, input: giveInput({ ...draft, amount, way }) })
    }),
  )
  return answers.filter(({ outcome }) => outcome.kind === 'ok').length
}

/** $15 twice is what an agent may give one account; four causes and sixteen agents each try for it, as people do who look again. */
async function fillAccount({ world, at }: Ground): Promise<Filled> {
  const reasons = ['goodwill', 'documented_loss', 'top_up_per_line', 'statutory']
  const agents = await world.people('agent', racers)
  const accountId = world.freshAccount()
  const drafts = await makeDrafts(
    world,
    agents.map(({ staffId }) => ({ accountId, staffId })),
  )
  const amount = 1500n
  const one = async ({ token }: Person, index: number): Promise<number> => {
    const draft = {
      accountId,
      draftId: drafts[index] ?? '',
      reasonCode: reasons[index % reasons.length] ?? '',
    }
    for (let before = 0n; before <= 3000n; ) {
      const input = giveInput({ ...draft, amount, way: 'post', before })
      const { outcome } = await insist(() => at(index), { token, procedure, input })
      if (outcome.kind === 'ok') return 1
      if (outcome.code !== 'STALE') return 0
      const { accountId: account, outageId: outage, reasonCode, note, amount: minor } = input
      const ask = { accountId: account, outageId: outage, amount: minor, reasonCode, note }
      const look = await call(at(index), { token, procedure: 'adjustments.preview', input: ask })
      if (look.kind !== 'ok') continue
      const { way, after } = look.data as { way: string; after: { minor: string } }
      if (way !== 'post') return 0
      before = BigInt(after.minor) - amount
    }
    return 0
  }
  const given = await Promise.all(agents.map(one))
  return { given: given.reduce((sum, each) => sum + each, 0), cap: 2 }
}
