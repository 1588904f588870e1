import type { Page } from 'playwright-core'
import { expect, test, vi } from 'vitest'
import { demoBusinessContact, demoPasscode } from '#server/demo/callers.ts'
import { axeFindsNothing } from '#test/support/axe.ts'
import { openJourneys, refusalStatus } from '#test/support/journey.ts'
import { type Customer, customerWith } from '#test/support/journey-accounts.ts'
import { callFrom, isStillThatPage, live, markPage, openAccount, sees } from '#test/support/journey-steps.ts'

const journeys = openJourneys()
vi.setConfig({ testTimeout: 90_000 })
const panel = (page: Page) => page.getByRole('form', { name: 'Verify the caller' })
const opened = (page: Page) => page.getByRole('heading', { name: 'Everything that happened' })

/** The button that Enter would press. */
const focused = (page: Page, name: string) => page.locator('button:focus').filter({ hasText: name }).waitFor()

async function answers(page: Page, { accountId, name }: Customer): Promise<void> {
  await page.goto(`/accounts/${accountId}`)
  await page.getByRole('heading', { name, level: 1, exact: true }).waitFor()
  await live(page)
  await panel(page).waitFor()
}

test('digits go straight into the passcode; a wrong one says how many tries are left, the right one opens the page in its place', async () => {
  const customer = await customerWith(journeys.database, { lines: [2, 6] })
  const page = await journeys.sit('alex')
  await answers(page, customer)
  await markPage(page)
  const before = await page.content()
  for (const kept of [customer.phone, customer.phone.slice(2, 5) + customer.phone.slice(5, 8), 'min lost'])
    expect(before).not.toContain(kept)
  await sees(page, /it was not a cyberattack/)
  await axeFindsNothing(page, 'not verified')
  await page.keyboard.type('111222')
  await page.keyboard.press('Enter')
  await sees(page, 'That is not the passcode. 2 tries are left.')
  expect(await page.getByLabel('Passcode').inputValue()).toBe('')
  await axeFindsNothing(page, 'wrong passcode')
  await page.keyboard.type(demoPasscode)
  await page.keyboard.press('Enter')
  await opened(page).waitFor()
  await sees(page, /Verified: passcode, until \d\d:\d\d/)
  expect(await isStillThatPage(page)).toBe(true)
  expect(page.url()).toBe(`${journeys.address}/accounts/${customer.accountId}`)
  await axeFindsNothing(page, 'verified')
  await page.keyboard.press('q')
  await page.getByRole('dialog', { name: 'Wrap up' }).waitFor()
  await axeFindsNothing(page, 'wrap up')
  await focused(page, 'Explained, no credit')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Who is on the line?' }).waitFor()
  await answers(page, customer)
})

test('three wrong answers lock it, and the call-back to the number of record is what is left', async () => {
  const customer = await customerWith(journeys.database)
  const page = await journeys.sit('sam')
  await answers(page, customer)
  for (const left of ['2 tries are left', 'One try is left', 'Three attempts failed.']) {
    await page.keyboard.type('111222')
    await page.keyboard.press('Enter')
    await sees(page, new RegExp(left))
  }
  await sees(page, /only the call-back to the number of record is left/)
  await axeFindsNothing(page, 'locked')
  await page.keyboard.press('b')
  await sees(page, /Hang up, and call \(\d{3}\) 555-\d{4}/)
  await axeFindsNothing(page, 'calling back')
  await page.keyboard.press('Control+Enter')
  await opened(page).waitFor()
  await sees(page, /Verified: call-back/)
})

test('a business has contacts on file, and nobody on the line needs a reason that a supervisor reads', async () => {
  const business = await customerWith(journeys.database, { type: 'business' })
  const page = await journeys.sit('alex')
  await answers(page, business)
  // A wrong passcode leaves the hand in its field; while that is empty the other ways keep their keys.
  await page.keyboard.type('111222')
  await page.keyboard.press('Enter')
  await sees(page, '2 tries are left')
  await page.keyboard.press('c')
  await page.getByLabel('Name of the business contact').waitFor()
  await page.keyboard.type(demoBusinessContact.toLowerCase())
  await page.keyboard.press('Enter')
  await opened(page).waitFor()

  const customer = await customerWith(journeys.database)
  await answers(page, customer)
  await page.getByText('Nobody on the line', { exact: true }).click()
  await page.getByLabel('Why without the caller').fill('Letter of 26 February, by post.')
  await axeFindsNothing(page, 'nobody on the line')
  await page.keyboard.press('Enter')
  await opened(page).waitFor()
  await sees(page, /Opened without the caller/)

  const sofia = await journeys.sit('sofia')
  await sofia.goto('/oversight')
  await sees(sofia, 'Letter of 26 February, by post.')
  await axeFindsNothing(sofia, 'to review')
  await sofia.getByRole('button', { name: 'Reviewed' }).first().click()
  await sees(sofia, /reviewed by Sofia Lindqvist/)
})

test('what is masked is shown for a reason, and a card number does not get into a note unseen', async () => {
  const customer = await customerWith(journeys.database, { lines: [2, 4] })
  const page = await journeys.sit('alex')
  await openAccount(page, customer)
  await page.getByRole('button', { name: 'Show the number of record' }).click()
  await page.getByLabel('Why').fill('To confirm it with her.')
  await page.keyboard.press('Enter')
  await sees(page, /\(\d{3}\) 555-\d{4}/)
  await page.getByRole('button', { name: 'Hide the number of record' }).click()
  await sees(page, /•••-•••-\d{4}/)

  await page.keyboard.press('c')
  await page.keyboard.type('2.10')
  await page.getByLabel('Note on the account').fill('Pays by 4111 1111 1111 1111.')
  await sees(page, /This looks like a card number/)
  await axeFindsNothing(page, 'card number')
  const post = page.getByRole('button', { name: 'Post $2.10' })
  expect(await post.getAttribute('aria-disabled')).toBe('true')
  await page.getByLabel('It is none: keep the note as it is').check()
  await page.keyboard.press('Control+Enter')
  await sees(page, /Posted \$2\.10/)
})

test('the address of an account tells an agent nothing, whatever is asked for directly', async () => {
  const customer = await customerWith(journeys.database)
  const page = await journeys.sit('alex')
  journeys.expectTrouble(refusalStatus)
  await answers(page, customer)
  const { accountId } = customer
  for (const path of ['adjustments.accountPage', 'adjustments.requestPage'])
    expect(
      await callFrom(page, path, { accountId, adjustmentId: path.endsWith('Page') ? undefined : '1' }),
    ).toMatchObject({ status: 403, code: 'CALLER_NOT_VERIFIED' })
  await page.keyboard.press('q')
  await focused(page, 'Not verified')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Who is on the line?' }).waitFor()
})
