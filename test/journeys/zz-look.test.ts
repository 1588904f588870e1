import { test } from 'vitest'
import { give, signedIn } from '#test/support/calls.ts'
import { openJourneys } from '#test/support/journey.ts'
import { customerWith } from '#test/support/journey-accounts.ts'
import { openAccount, sees } from '#test/support/journey-steps.ts'
const journeys = openJourneys()
test('look', async () => {
  const { database, sit } = journeys
  const [alex, sofia, morgan] = await Promise.all([sit('alex', { width: 1280, height: 720 }), sit('sofia', { width: 1280, height: 720 }), sit('morgan', { width: 1280, height: 720 })])
  await openAccount(alex, await customerWith(database, { credit: 'failed' }))
  await alex.screenshot({ path: '/tmp/shots-j/failed.png' })
  const own = await customerWith(database, { lines: [2, 6] })
  const { adjustmentId } = await give(await signedIn(database, 'sofia'), own.accountId, { amount: 15000n })
  await sofia.goto(`/requests/${own.accountId}/${adjustmentId}`); await sees(sofia, 'This is your own request'); await sofia.screenshot({ path: '/tmp/shots-j/own.png' })
  const big = await customerWith(database, { lines: [2, 6] })
  const two = await give(await signedIn(database, 'alex'), big.accountId, { amount: 60000n })
  await morgan.goto(`/requests/${big.accountId}/${two.adjustmentId}`); await morgan.getByRole('button', { name: 'Approve $600.00' }).click(); await sees(morgan, /second manager has to agree/)
  await morgan.goto(`/requests/${big.accountId}/${two.adjustmentId}`); await sees(morgan, /You have approved it already/); await morgan.screenshot({ path: '/tmp/shots-j/two.png' })
  await openAccount(alex, await customerWith(database, { lines: [2, 6] }))
  await alex.keyboard.press('c'); await alex.keyboard.type('3')
  await morgan.goto('/desk'); await morgan.getByLabel('Why').fill('The feed is loaded again.'); await morgan.getByRole('button', { name: 'Stop manual credits' }).click()
  await alex.getByRole('button', { name: 'Seen what changed' }).waitFor(); await alex.screenshot({ path: '/tmp/shots-j/stop.png' })
  await alex.getByRole('button', { name: 'Seen what changed' }).click(); await alex.getByRole('button', { name: /^Ask/ }).waitFor(); await alex.screenshot({ path: '/tmp/shots-j/stop2.png', fullPage: true }); await morgan.screenshot({ path: '/tmp/shots-j/desk.png' })
  await alex.setViewportSize({ width: 720, height: 450 }); await alex.screenshot({ path: '/tmp/shots-j/zoom.png' })
})
