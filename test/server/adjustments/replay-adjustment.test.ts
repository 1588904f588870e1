import { expect, it } from 'vitest'
import { replayAdjustment } from '#server/adjustments/replay-adjustment.ts'
import { give, signedIn } from '#test/support/calls.ts'
import { openDesk } from '#test/support/desk.ts'
import { addAccount } from '#test/support/factories.ts'

it('what a credit by hand was decided on is kept whole: the offer and its hash come out again, later facts or not', async () => {
  const database = await openDesk()
  const agent = await signedIn(database, 'sofia')
  const accountId = await addAccount(database, { lines: [{ hours: 10 }, { hours: 3 }] })
  const first = await give(agent, accountId, { amount: 300n })
  await database.db
    .updateTable('lines')
    .set({ monthlyCharge: 1n })
    .where('accountId', '=', accountId)
    .execute()
  const { words, problems } = await replayAdjustment(database.db, BigInt(first.adjustmentId))
  expect(problems).toEqual([])
  expect(words).toContain(first.number)
  const kept = await database.db
    .selectFrom('adjustments')
    .select(['facts', 'factsHash'])
    .where('adjustmentId', '=', BigInt(first.adjustmentId))
    .executeTakeFirstOrThrow()
  expect(kept.factsHash).toMatch(/^[0-9a-f]{64}$/)
  expect(kept.facts).toMatchObject({ daysOfMonth: 29, lines: [{}, {}] })
})

it('facts that were changed afterwards are told by their hash, and an offer that they do not give by its amount', async () => {
  const database = await openDesk()
  const accountId = await addAccount(database, { lines: [{ hours: 10 }] })
  const given = await give(await signedIn(database, 'sofia'), accountId, { amount: 100n })
  const id = BigInt(given.adjustmentId)
  const { facts } = await database.db
    .selectFrom('adjustments')
    .select('facts')
    .where('adjustmentId', '=', id)
    .executeTakeFirstOrThrow()
  await database.db
    .updateTable('adjustments')
    .set({ facts: JSON.stringify({ ...facts, lines: [] }) })
    .where('adjustmentId', '=', id)
    .execute()
  const { problems } = await replayAdjustment(database.db, id)
  expect(problems).toHaveLength(2)
  expect(problems.join(' ')).toMatch(/have the hash .* give an offer of \$0\.00/)
})
