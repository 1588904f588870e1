import AxeBuilder from '@axe-core/playwright'
import type { Page } from 'playwright-core'
import { expect, test, vi } from 'vitest'
import { cutConnection, openJourneys, refusalStatus } from '#test/support/journey.ts'
import { customerWith } from '#test/support/journey-accounts.ts'
import { openAccount, sees } from '#test/support/journey-steps.ts'

const journeys = openJourneys()
// Axe reads every element several times over; on a busy machine that takes its time.
vi.setConfig({ testTimeout: 150_000 })

/** Everything in light; in dark, where the same elements have other colours, the contrast. */
async function findsNothing(page: Page, state: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    const axe = new AxeBuilder({ page }).setLegacyMode(true)
    const { violations } = await (colorScheme === 'light' ? axe : axe.withRules('color-contrast')).analyze()
    const found = violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html}`))
    expect(found, `${state}, ${colorScheme}`).toEqual([])
  }
  await page.emulateMedia({ colorScheme: 'light' })
}

test('axe finds nothing at the sign-in, the search, its list, and what lies over the pages', async () => {
  const page = await journeys.sit(null)
  journeys.expectTrouble(refusalStatus)
  await page.goto('/sign-in')
  await sees(page, 'This is a demo.')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await sees(page, 'Your username is needed.')
  await findsNothing(page, 'sign-in')
  await page.getByRole('button', { name: /^Alex Rivera/ }).click()
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('heading', { name: 'Who is on the line?' }).waitFor()
  await openAccount(page, await customerWith(journeys.database))
  await page.goto('/')
  await sees(page, 'Recent accounts')
  await findsNothing(page, 'home')
  await page.keyboard.press('/')
  await page.keyboard.type('mar')
  await page.getByRole('option').first().waitFor()
  await page.keyboard.press('ArrowDown')
  await findsNothing(page, 'search list')
  await page.keyboard.press('Escape')
  await page.keyboard.press('?')
  await page.getByRole('dialog', { name: 'Keyboard' }).waitFor()
  await findsNothing(page, 'key sheet')
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Alex Rivera, signed in' }).click()
  await findsNothing(page, 'person')
})

test('axe finds nothing on an account: untouched, filled in, refused, given, without a form, failed', async () => {
  const { database, sit } = journeys
  const page = await sit('alex')
  await openAccount(page, await customerWith(database, { lines: [3, 9], uncertain: true }))
  await findsNothing(page, 'account')
  await page.getByRole('button', { name: /other sources?$/ }).click()
  await sees(page, 'What others say about the times')
  await findsNothing(page, 'other sources')
  await page.keyboard.press('Escape')
  await page.keyboard.press('c')
  await page.keyboard.type('40x')
  await page.keyboard.press('Tab')
  await sees(page, 'Write it as 10, $10.00 or 1,234.50.')
  await findsNothing(page, 'wrong amount')
  await page.getByLabel('Amount').fill('3')
  await page.keyboard.press('Control+Enter')
  await sees(page, /Posted \$3\.00/)
  await page.getByRole('button', { name: '$3.00 credited' }).click()
  await sees(page, /Only a supervisor or a manager reverses/)
  await findsNothing(page, 'given')
  await openAccount(page, await customerWith(database, { type: 'prepaid' }))
  await findsNothing(page, 'prepaid')
  await openAccount(page, await customerWith(database, { credit: 'failed' }))
  await sees(page, 'Billing did not take it.')
  await findsNothing(page, 'failed credit')
})

test('axe finds nothing in the requests and at the stop switches', async () => {
  const page = await journeys.sit('morgan')
  await page.goto('/requests')
  await page.getByRole('row').nth(1).waitFor()
  await findsNothing(page, 'requests')
  await page.getByRole('row').nth(1).getByRole('link').click()
  await page.getByRole('form', { name: /^Decide ADJ-/ }).waitFor()
  await page.keyboard.press('x')
  await findsNothing(page, 'request open')
  await page.goto('/requests?show=mine')
  await sees(page, 'You have asked for nothing today.')
  await findsNothing(page, 'empty list')
  await page.goto('/desk')
  await page.getByLabel('Why').fill('To look at it')
  await page.getByRole('button', { name: 'Stop manual credits' }).click()
  await page.getByRole('button', { name: 'Lift this stop' }).waitFor()
  await findsNothing(page, 'stopped')
  await page.getByRole('button', { name: 'Lift this stop' }).click()
  await sees(page, 'Nothing is stopped.')
})

test('axe finds nothing on the promise board, in its dialog and in a month', async () => {
  const page = await journeys.sit('morgan')
  await page.goto('/promises')
  await page.getByRole('row').nth(1).waitFor()
  await findsNothing(page, 'promises')
  await page
    .getByRole('button', { name: /^Settle…/ })
    .first()
    .click()
  await page.getByRole('dialog').waitFor()
  await findsNothing(page, 'settling')
  await page.goto('/promises/month?month=2024-02')
  await page.getByRole('rowheader').first().waitFor()
  await findsNothing(page, 'month')
})

test('axe finds nothing where something is missing or does not answer', async () => {
  const { sit, expectTrouble } = journeys
  const page = await sit('alex')
  expectTrouble(refusalStatus)
  expectTrouble(cutConnection)
  await page.goto('/no/such/page')
  await sees(page, 'There is no such page')
  await findsNothing(page, 'no such page')
  await page.goto('/accounts/999999999')
  await sees(page, 'There is no account 999999999.')
  await findsNothing(page, 'no such account')
  // The page's own code does not arrive: the router's last resort.
  await page.route('**/assets/desk-page-*', (route) => route.abort())
  await page.getByRole('link', { name: 'Stop switches' }).click()
  await page.getByRole('button', { name: 'Reload the page' }).waitFor()
  await findsNothing(page, 'a page that failed')
  await page.route('**/trpc/**', (route) => route.abort())
  await page.goto('/requests')
  await sees(page, 'The desk does not answer')
  await findsNothing(page, 'no answer')
})
