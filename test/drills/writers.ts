import { type Chance, chanceOf } from '#server/demo/random.ts'
import { type Asked, type Insisted, insist } from './calling.ts'
import { giveInput, makeDrafts } from './gifts.ts'
import type { Moved } from './tally.ts'
import type { Person, World } from './world.ts'

/** What becomes of one account: each step is sent until its answer is definite. */
const scripts = [
  ['post'],
  ['post'],
  ['post', 'reverse'],
  ['request', 'approve'],
  ['request', 'approve', 'reverse'],
  ['request', 'refuse'],
  ['request', 'withdraw'],
] as const
type Step = (typeof scripts)[number][number]

export type Writers = {
  /** What was acknowledged, account by account. */
  readonly acked: Map<string, Moved>
  ackedSteps(): number
  unknowns(): number
  /** How often each answer was given that was not definite. */
  readonly codes: Readonly<Record<string, number>>
  /** A definite answer that no honest desk could give to these writers. */
  readonly strange: string[]
  /** When the last step was acknowledged, by performance.now(). */
  lastAckAt(): number
  /** No new work; ends when every step under way has its definite answer. */
  stop(): Promise<void>
}

/** Who writes, and what each agent's next drafts are. */
export type Cast = {
  agents: Person[]
  deciders: Person[]
  reversers: Person[]
  drafts(agent: Person): Promise<{ accountId: string; draftId: string }[]>
}

/** People of a world, with drafts made twenty at a time: opening them is not what a drill is about. */
export async function castOf(world: World, count = 16): Promise<Cast> {
  const [agents, deciders, reversers] = await Promise.all([
    world.people('agent', count),
    world.people('manager', count),
    world.people('manager', count),
  ])
  return {
    agents,
    deciders,
    reversers,
    async drafts({ staffId }) {
      const rows = Array.from({ length: 20 }, () => ({ accountId: world.freshAccount(), staffId }))
      const ids = await makeDrafts(world, rows)
      return rows.map(({ accountId }, index) => ({ accountId, draftId: ids[index] ?? '' }))
    },
  }
}

export type WritersSetup = {
  cast: Cast
  seed: number
  /** Where a desk is now; asked again for each try, with the number of the writer. */
  origin: (writer: number) => string
}

/** Sixteen people who give, ask, approve, refuse, withdraw and reverse without pause, each on accounts of their own. */
export function startWriters({ cast, seed, origin }: WritersSetup): Writers {
  const { agents, deciders, reversers } = cast
  const acked = new Map<string, Moved>()
  const strange: string[] = []
  const codes: Record<string, number> = {}
  let steps = 0
  let unknowns = 0
  let last = performance.now()
  let stopped = false

  const heardNothing = ({ code }: Insisted['before'][number]) => {
    unknowns += 1
    codes[code] = (codes[code] ?? 0) + 1
  }
  const heard = () => {
    steps += 1
    last = performance.now()
  }

  async function write(writer: number, chance: Chance): Promise<void> {
    const [agent, decider, other] = [agents[writer], deciders[writer], reversers[writer]] as Trio
    while (!stopped) {
      const drafts = await cast.drafts(agent)
      if (drafts.length === 0) return
      for (const { accountId, draftId } of drafts) {
        if (stopped) return
        const script = chance.pick(scripts)
        const asks = script[0] === 'request'
        const amount = BigInt(asks ? chance.between(1501, 3000) : chance.between(1, 1500))
        const moved: Moved = { amount, steps: [] }
        acked.set(accountId, moved)
        let adjustmentId = ''
        for (const step of script) {
          const key = { accountId, adjustmentId }
          const asked = askedFor(step, key, { amount, draftId, agent, decider, other })
          const { outcome, before } = await insist(() => origin(writer), asked, heardNothing)
          const landedBefore =
            before.length > 0 && outcome.kind === 'fail' && /^ALREADY_(DECIDED|REVERSED)$/.test(outcome.code)
          if (outcome.kind !== 'ok' && !landedBefore) {
            strange.push(
              `${step} was answered ${outcome.status} ${outcome.code}: ${outcome.text.slice(0, 200)}`,
            )
            break
          }
          heard()
          moved.steps.push(step)
          if (outcome.kind === 'ok' && (step === 'post' || step === 'request'))
            adjustmentId = String((outcome.data as { adjustmentId: string }).adjustmentId)
        }
      }
    }
  }

  const work = Promise.all(agents.map((_, writer) => write(writer, chanceOf(seed, 6, writer))))
  // A writer that gives up must end the drill: it would wait for acknowledgements that never come.
  let trouble: Error | undefined
  work.catch((error: Error) => {
    trouble = error
  })
  const told = <T>(figure: T): T => {
    if (trouble) throw trouble
    return figure
  }
  return {
    acked,
    strange,
    codes,
    ackedSteps: () => told(steps),
    unknowns: () => unknowns,
    lastAckAt: () => told(last),
    async stop() {
      stopped = true
      await work
    },
  }
}

type Parts = { amount: bigint; draftId: string; agent: Person; decider: Person; other: Person }
type Trio = [agent: Person, decider: Person, other: Person]
type Key = { accountId: string; adjustmentId: string }

function askedFor(step: Step, key: Key, { amount, draftId, agent, decider, other }: Parts): Asked {
  const { accountId } = key
  switch (step) {
    case 'post':
    case 'request': {
      const input = giveInput({ accountId, draftId, amount, way: step })
      return { token: agent.token, procedure: 'adjustments.give', input }
    }
    case 'approve': {
      const input = { ...key, amount: amount.toString(), reason: 'Evidence seen.' }
      return { token: decider.token, procedure: 'adjustments.approve', input }
    }
    case 'refuse':
      return {
        token: decider.token,
        procedure: 'adjustments.refuse',
        input: { ...key, reason: 'No evidence.' },
      }
    case 'withdraw':
      return { token: agent.token, procedure: 'adjustments.withdraw', input: key }
    case 'reverse': {
      const input = { ...key, amount: amount.toString(), reason: 'Wrong customer.' }
      return { token: other.token, procedure: 'adjustments.reverse', input }
    }
  }
}
