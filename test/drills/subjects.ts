import { sql } from 'kysely'
import type { Asked } from './calling.ts'
import { giveInput, makeDrafts, must } from './gifts.ts'
import type { Person, World } from './world.ts'

/** Everything that moves money by hand. */
export const effects = ['post', 'request', 'approve', 'refuse', 'withdraw', 'reverse'] as const
export type Effect = (typeof effects)[number]

/** One thing to be done on an account of its own, and how many times the ledger says it was done. */
export type Subject = { accountId: string; asked: Asked; effects(): Promise<number> }

const kindOf: Record<Effect, string> = {
  post: 'post',
  request: 'hold',
  approve: 'post_hold',
  refuse: 'void_hold',
  withdraw: 'void_hold',
  reverse: 'reverse',
}

/** Makes subjects: whatever has to be there before the effect is done beforehand, through the desk. */
export async function subjectsOf(
  world: World,
  origin: () => string,
): Promise<(effect: Effect) => Promise<Subject>> {
  // A person's day is one row: who does two things at once waits for himself.
  const agents = await world.people('agent', 32)
  const deciders = await world.people('manager', 32)
  let made = 0
  return async (effect) => {
    made += 1
    const agent = agents[made % agents.length] as Person
    const decider = deciders[made % deciders.length] as Person
    const accountId = world.freshAccount()
    const [draftId = ''] = await makeDrafts(world, [{ accountId, staffId: agent.staffId }])
    const asks = effect !== 'post' && effect !== 'reverse'
    const amount = asks ? 2000n : 900n
    const input = giveInput({ accountId, draftId, amount, way: asks ? 'request' : 'post' })
    const give: Asked = { token: agent.token, procedure: 'adjustments.give', input }
    const counted = async () => {
      const found = await sql<{ count: number }>`
        select count(*)::int as count from transfers where account_id = ${accountId} and kind = ${kindOf[effect]}`.execute(
        world.database.db,
      )
      return found.rows[0]?.count ?? 0
    }
    if (effect === 'post' || effect === 'request') return { accountId, asked: give, effects: counted }
    const given = await must(origin(), give)
    const key = { accountId, adjustmentId: String(given.adjustmentId) }
    const reason = 'Looked at again.'
    const body = { ...key, amount: amount.toString(), reason }
    const asked: Record<Exclude<Effect, 'post' | 'request'>, Asked> = {
      approve: { token: decider.token, procedure: 'adjustments.approve', input: body },
      refuse: { token: decider.token, procedure: 'adjustments.refuse', input: { ...key, reason } },
      withdraw: { token: agent.token, procedure: 'adjustments.withdraw', input: key },
      reverse: { token: decider.token, procedure: 'adjustments.reverse', input: body },
    }
    return { accountId, asked: asked[effect], effects: counted }
  }
}
