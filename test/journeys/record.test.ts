import { expect, test, vi } from 'vitest'
import { axeFindsNothing } from '#test/support/axe.ts'
import { openJourneys, refusalStatus } from '#test/support/journey.ts'
import { customerWith } from '#test/support/journey-accounts.ts'
import { openAccount, sees } from '#test/support/journey-steps.ts'
import { secretsFile } from '#test/support/secrets.ts'

const journeys = openJourneys(async () => ({ MAKERIGHT_SECRETS_FILE: secretsFile() }))
vi.setConfig({ testTimeout: 90_000 })

test('the record is changed by keyboard while the caller is verified: what is weak is refused, and who was told is said', async () => {
  const customer = await customerWith(journeys.database, { lines: [1, 3] })
  const page = await journeys.sit('alex')
  await openAccount(page, customer)
  journeys.expectTrouble(refusalStatus)

  await page.keyboard.press('e')
  const dialog = page.getByRole('dialog', { name: 'Change the record' })
  await dialog.waitFor()
  await page.keyboard.press('Tab')
  await page.keyboard.type('777777')
  await sees(page, 'This passcode is too easy to guess.')
  // What stands in the customer's numbers is not in this browser: only the server knows.
  const ending = customer.phone.slice(-7)
  await dialog.getByLabel('New passcode', { exact: true }).fill(ending)
  await dialog.getByLabel('New passcode once more').fill(ending)
  await page.keyboard.press('Enter')
  await sees(page, /must not be part of the account number, a phone number/)
  for (const field of ['New passcode', 'New passcode once more'])
    expect(await dialog.getByLabel(field, { exact: true }).inputValue()).toBe('')
  await dialog.getByLabel('New passcode', { exact: true }).and(page.locator(':focus')).waitFor()
  await page.keyboard.type('904716')
  await page.keyboard.press('Tab')
  await page.keyboard.type('904716')
  await page.keyboard.press('Enter')
  await sees(page, 'The passcode was changed.')
  expect(await page.content()).not.toContain('904716')

  await page.getByRole('button', { name: 'Change more' }).click()
  await dialog.getByText('Phone', { exact: true }).click()
  await dialog.getByLabel('New number of record').fill('303.555.01')
  await page.keyboard.press('Enter')
  await sees(page, /A phone number has ten digits/)
  await dialog.getByLabel('New number of record').fill('303.555.0142')
  await sees(page, 'It is kept as (303) 555-0142.')
  const who = dialog.getByRole('region', { name: 'Who is told' })
  expect(await who.getByText(/•••-•••-\d{4}/).count()).toBe(1)
  await who.getByText('(303) 555-0142').waitFor()
  await axeFindsNothing(page, 'number before saving')
  await page.keyboard.press('Enter')
  await sees(page, 'The number of record was changed.')
  await dialog.getByRole('region', { name: 'Told' }).getByText('•••-•••-0142').waitFor()
  await dialog.getByRole('button', { name: 'Change more' }).click()
  await dialog.getByText('Address', { exact: true }).click()
  await dialog.getByLabel('New street').waitFor()
  await page.keyboard.press('Escape')
  await sees(page, '•••-•••-0142')

  await page.keyboard.press('n')
  await page.getByRole('dialog', { name: 'No more texts?' }).waitFor()
  await page.keyboard.press('Enter')
  await page.getByText('no texts', { exact: true }).waitFor()

  const sofia = await journeys.sit('sofia')
  await openAccount(sofia, customer)
  const change = sofia.getByRole('button', { name: 'Change record' })
  expect(await change.getAttribute('aria-disabled')).toBe('true')
})
