import { expect, test } from 'vitest'
import { give, signedIn } from '#test/support/calls.ts'
import { openDesk } from '#test/support/desk.ts'
import { addAccount } from '#test/support/factories.ts'

const database = await openDesk()

test('a failed call to 911 is never settled alone: any amount is a request, and a supervisor reads it first in the queue', async () => {
  const accountId = await addAccount(database)
  const alex = await signedIn(database, 'alex')
  const asked = await give(alex, accountId, {
    amount: 100n,
    reason: 'emergency_call',
    note: 'Could not reach 911 for her father.',
  })
  expect(asked.needs).toMatchObject({ role: 'supervisor', approvals: 1 })
  const sofia = await signedIn(database, 'sofia')
  const { items } = await sofia.adjustments.queue({ show: 'waiting' })
  const item = items.find((each) => each.accountId === accountId)
  expect(item).toMatchObject({
    reason: 'A call to 911 failed',
    whyApproval: 'a call to 911 failed, and a supervisor hears of each',
  })
})
