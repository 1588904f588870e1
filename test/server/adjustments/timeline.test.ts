import { expect, test } from 'vitest'
import { give, pageOf, signedIn } from '#test/support/calls.ts'
import { openDesk } from '#test/support/desk.ts'
import { addAccount } from '#test/support/factories.ts'

const database = await openDesk()
const alex = await signedIn(database, 'alex')

test('a request that was withdrawn stands behind its asking, and not at the hour at which it would have expired', async () => {
  const accountId = await addAccount(database)
  const { adjustmentId } = await give(alex, accountId, { amount: 2000n })
  await alex.adjustments.withdraw({ accountId, adjustmentId })
  const { asOf, timeline } = await pageOf(alex, accountId)
  const [withdrawn, asked] = timeline.filter((entry) => entry.adjustmentId === adjustmentId)
  expect([withdrawn?.title, asked?.title]).toEqual(['Request for $20.00 withdrawn', '$20.00 asked for'])
  expect(Date.parse(withdrawn?.at ?? '')).toBeLessThanOrEqual(Date.parse(asOf))
})
