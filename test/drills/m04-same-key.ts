import { sql } from 'kysely'
import { insist } from './calling.ts'
import { drill } from './drill.ts'
import { giveInput, makeDrafts } from './gifts.ts'

const tabs = 64
const amount = 700n

/** One intent sent from sixty-four tabs at once is one posting with one answer, to the byte, today and a month later. */
export const sameKey = drill({
  name: 'M4',
  what: 'the same key 64 times at once, then with another body, then 30 days later after a restart',
  minutes: 4,
  reduced: { keys: 15 },
  full: { keys: 500 },
  async run(stage, tier) {
    const cluster = await stage.cluster()
    const world = await stage.world(cluster, { accounts: tier.keys })
    const desks = await stage.desks(world, 2)
    const at = (index: number) => desks[index % desks.length]?.origin ?? ''
    const [agent] = await world.people('agent', 1)
    if (!agent) throw new Error('There is no agent.')
    const tokens = await world.sessions(agent.staffId, tabs)
    const accounts = Array.from({ length: tier.keys }, () => world.freshAccount())
    const drafts = await makeDrafts(
      world,
      accounts.map((accountId) => ({ accountId, staffId: agent.staffId })),
    )
    const intents = accounts.map((accountId, index) => ({ accountId, draftId: drafts[index] ?? '' }))
    const procedure = 'adjustments.give'

    let bodies = 0
    let different = 0
    const first: string[] = []
    for (const intent of intents) {
      const input = giveInput({ ...intent, amount, way: 'post' })
      const answers = await Promise.all(
        tokens.map((token, index) => insist(() => at(index), { token, procedure, input })),
      )
      for (const { outcome } of answers) {
        if (outcome.kind === 'ok') bodies += 1
        else stage.insist(false, `The same key was answered ${outcome.status} ${outcome.code}.`)
      }
      const texts = new Set(answers.map(({ outcome }) => outcome.text))
      different += texts.size - 1
      first.push(answers[0]?.outcome.text ?? '')
    }
    stage.insist(different === 0, `The same key got ${different} answers that differ from the first.`)

    let mismatches = 0
    for (const intent of intents) {
      const input = giveInput({ ...intent, amount: amount + 1n, way: 'post' })
      const { outcome } = await insist(() => at(0), { token: tokens[0] ?? '', procedure, input })
      if (outcome.kind === 'fail' && outcome.status === 422 && outcome.code === 'IDEMPOTENCY_MISMATCH')
        mismatches += 1
    }
    stage.insist(
      mismatches === tier.keys,
      `Only ${mismatches} of ${tier.keys} other bodies got 422 IDEMPOTENCY_MISMATCH.`,
    )

    // A month passes: the desk's date moves, what was sent grows old, and no process remembers anything.
    await sql`update desk set business_date = business_date + 30`.execute(world.database.db)
    await sql`update drafts set sent_at = sent_at - interval '30 days', updated_at = updated_at - interval '30 days'`.execute(
      world.database.db,
    )
    for (const desk of desks) {
      await desk.kill()
      await desk.restart()
    }
    let replayed = 0
    for (const [index, intent] of intents.entries()) {
      const input = giveInput({ ...intent, amount, way: 'post' })
      const { outcome } = await insist(() => at(index), { token: tokens[0] ?? '', procedure, input })
      if (outcome.text === first[index]) replayed += 1
    }
    stage.insist(
      replayed === tier.keys,
      `After 30 days only ${replayed} of ${tier.keys} keys got their first answer.`,
    )

    const [found] = await cluster.sql<{ effects: number }>(
      'select count(*)::int as effects from transfers',
      world.name,
    )
    stage.insist(found?.effects === tier.keys, `${found?.effects} entries were posted for ${tier.keys} keys.`)
    await stage.booksHold(world)
    return { keys: tier.keys, bodies, different, mismatches, replayed, effects: found?.effects ?? -1 }
  },
})
