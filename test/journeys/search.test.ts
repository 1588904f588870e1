import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { openJourneys } from '#test/support/journey.ts'
import { customerWith } from '#test/support/journey-accounts.ts'
import { copy, sees } from '#test/support/journey-steps.ts'

const journeys = openJourneys()
const field = (page: Page) => page.getByRole('combobox', { name: 'Search accounts and requests' })
const plain = (name: string) => name.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()

async function atHome(username: 'alex' | 'sofia' = 'alex'): Promise<Page> {
  const page = await journeys.sit(username)
  await page.goto('/')
  await page.getByRole('heading', { name: 'Who is on the line?' }).waitFor()
  return page
}

test('`/` puts the hand into the search from anywhere, and Esc takes it out again', async () => {
  const page = await atHome()
  await page.keyboard.press('/')
  expect(await field(page).evaluate((input) => input === document.activeElement)).toBe(true)
  expect(await field(page).inputValue()).toBe('')
  await page.keyboard.press('Escape')
  expect(await field(page).evaluate((input) => input === document.activeElement)).toBe(false)
})

test('the parts of a name in any order, without accents, find the account, and no name gets into address or title', async () => {
  const customer = await customerWith(journeys.database, { name: '[áéíóúñ].* ' })
  const page = await atHome()
  await page.keyboard.press('/')
  await page.keyboard.type(plain(customer.name).split(' ').reverse().join(' '))
  const option = page.getByRole('option').filter({ hasText: customer.name }).first()
  await option.waitFor()
  expect(page.url()).toBe(`${journeys.address}/`)
  expect(await page.title()).toBe('Search · Makeright')
  await option.click()
  await page.getByRole('heading', { name: customer.name, level: 1 }).waitFor()
  expect(new URL(page.url()).search).toBe('')
  expect(new URL(page.url()).pathname).toMatch(/^\/accounts\/\d{9}$/)
  expect(await page.title()).toMatch(/^Account \d{9} · Makeright$/)
})

test('the last four digits of a phone give a list and never a jump', async () => {
  const customer = await customerWith(journeys.database)
  const page = await atHome()
  await page.keyboard.press('/')
  await page.keyboard.type(customer.phone.slice(-4))
  await page.keyboard.press('Enter')
  await page.getByRole('option', { selected: true }).waitFor()
  expect(page.url()).toBe(`${journeys.address}/`)
  await page.getByRole('option').filter({ hasText: customer.name }).waitFor()
})

test('an account number, as it is written on a bill, opens on Enter', async () => {
  const customer = await customerWith(journeys.database)
  const page = await atHome()
  await copy(page, customer.accountId.replace(/(\d{3})(?=\d)/g, '$1 '))
  await page.keyboard.press('/')
  await page.keyboard.press('Control+v')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: customer.name, level: 1 }).waitFor()
})

test('a request’s number opens that request', async () => {
  const { accountId, adjustmentId } = await journeys.database.db
    .selectFrom('adjustments')
    .select(['accountId', 'adjustmentId'])
    .where('state', '=', 'requested')
    .orderBy('adjustmentId')
    .executeTakeFirstOrThrow()
  // An agent is first asked who calls (rulings 22).
  const page = await atHome('sofia')
  await page.keyboard.press('/')
  await page.keyboard.type(`adj ${adjustmentId}`)
  await page.keyboard.press('Enter')
  await page.waitForURL(`**/requests/${accountId}/${adjustmentId}`)
  await page.getByRole('article', { name: /^ADJ-/ }).waitFor()
  expect(await page.title()).toBe(`Request on ${accountId} · Makeright`)
})

test('a paste of junk shows what to try instead, and breaks nothing', async () => {
  const page = await atHome()
  await page.keyboard.press('/')
  for (const junk of [
    `' OR 1=1; --`,
    '<img src=x onerror=alert(1)>',
    '🤷\u202e\u0000 %_\\ 50%',
    `${'x'.repeat(5000)}`,
  ]) {
    await copy(page, junk)
    await page.keyboard.press('Control+a')
    await page.keyboard.press('Control+v')
    await sees(page, /^No account for “/)
    await sees(page, /Try the (first letters|last four digits)/)
  }
  expect(page.url()).toBe(`${journeys.address}/`)
})

test('an address that carries a name as `?q=` is not believed', async () => {
  const page = await journeys.sit('alex')
  await page.goto('/?q=Maria%20Davis')
  await page.getByRole('heading', { name: 'Who is on the line?' }).waitFor()
  expect(await field(page).inputValue()).toBe('')
  expect(await page.title()).not.toContain('Davis')
})
