import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { cutConnection, openJourneys, refusalStatus } from '#test/support/journey.ts'
import { customerWith, postingsOf } from '#test/support/journey-accounts.ts'
import { openAccount, sees } from '#test/support/journey-steps.ts'

const journeys = openJourneys()
const posting = '**/trpc/adjustments.give*'
/** More is left of the fair offer than is given here, so that it stays a top-up and needs no note. */
const withAnOffer = { offer: [400, 100_000] as [number, number] }

async function fillIn(page: Page, amount: string): Promise<void> {
  await page.keyboard.press('c')
  await page.keyboard.type(amount)
  await page.getByRole('button', { name: `Post $${amount}` }).waitFor()
}

test('Ctrl+Enter twice and a double click post once', async () => {
  const { database, sit } = journeys
  const [first, second] = [
    await customerWith(database, withAnOffer),
    await customerWith(database, withAnOffer),
  ]
  const page = await sit('alex')
  await openAccount(page, first)
  await fillIn(page, '2.50')
  await Promise.all([page.keyboard.press('Control+Enter'), page.keyboard.press('Control+Enter')])
  await sees(page, /Posted \$2\.50/)
  expect(await postingsOf(database, first.accountId)).toEqual([250n])

  await openAccount(page, second)
  await fillIn(page, '2.60')
  await page.getByRole('button', { name: 'Post $2.60' }).dblclick()
  await sees(page, /Posted \$2\.60/)
  expect(await postingsOf(database, second.accountId)).toEqual([260n])
})

test('two tabs of one agent share the draft: the second to post is shown the first', async () => {
  const { database, sit } = journeys
  const customer = await customerWith(database, withAnOffer)
  const one = await sit('alex')
  await openAccount(one, customer)
  await fillIn(one, '3.10')
  const saved = one.waitForResponse((answer) => answer.url().includes('adjustments.saveDraft'))
  await saved
  const two = await one.context().newPage()
  await openAccount(two, customer)
  await two.getByRole('button', { name: 'Post $3.10' }).waitFor()
  // Both were sent before either was answered.
  let letGo = () => {}
  const held = new Promise<void>((resolve) => {
    letGo = resolve
  })
  await two.route(posting, async (route) => {
    await held
    await route.continue()
  })
  await two.getByLabel('Amount').focus()
  await two.keyboard.press('Control+Enter')
  await one.bringToFront()
  await one.keyboard.press('Control+Enter')
  await sees(one, /Posted \$3\.10/)
  const number = await one.getByRole('link', { name: /^ADJ-/ }).first().innerText()
  letGo()
  await sees(two, /Posted \$3\.10/)
  await two.getByRole('link', { name: number }).first().waitFor()
  expect(await postingsOf(database, customer.accountId)).toEqual([310n])
})

test('an answer that was lost on the way is asked for again under the same key, and posts once; a low screen shows it too', async () => {
  const { database, sit, expectTrouble } = journeys
  const customer = await customerWith(database, withAnOffer)
  const page = await sit('alex', { width: 1280, height: 720 })
  await openAccount(page, customer)
  await fillIn(page, '3.20')
  expectTrouble(cutConnection)
  let lost = 0
  // The second try waits until the words were seen: on a quick machine they are gone in a blink.
  let goOn = () => {}
  const seen = new Promise<void>((resolve) => {
    goOn = resolve
  })
  await page.route(posting, async (route) => {
    lost += 1
    if (lost > 1) {
      await seen
      return route.continue()
    }
    await route.fetch()
    await route.abort()
  })
  await page.keyboard.press('Control+Enter')
  await sees(page, 'Checking. Do not enter it again.')
  const isInSight = await page.getByText('it cannot be given twice').evaluate((words) => {
    const place = words.closest('aside')?.getBoundingClientRect()
    return place !== undefined && words.getBoundingClientRect().bottom <= place.bottom
  })
  expect(isInSight).toBe(true)
  goOn()
  await sees(page, /Posted \$3\.20/)
  expect(lost).toBe(2)
  expect(await postingsOf(database, customer.accountId)).toEqual([320n])
})

test('a reload after a lost answer shows the posting, and the same words again would be a request of their own', async () => {
  const { database, sit, expectTrouble } = journeys
  const customer = await customerWith(database, withAnOffer)
  const page = await sit('alex')
  await openAccount(page, customer)
  await fillIn(page, '3.30')
  expectTrouble(cutConnection)
  await page.route(posting, async (route) => {
    await route.fetch()
    await route.abort()
  })
  await page.keyboard.press('Control+Enter')
  await sees(page, 'Checking. Do not enter it again.')
  await page.unrouteAll({ behavior: 'ignoreErrors' })
  await openAccount(page, customer)
  await page.getByRole('button', { name: '$3.30 credited' }).waitFor()
  expect(await page.getByLabel('Amount').inputValue()).toBe('')
  await page.keyboard.press('c')
  await page.keyboard.type('3.30')
  await page.getByRole('button', { name: 'Ask a supervisor for $3.30' }).waitFor()
  await sees(page, /\$3\.30 top-up per line was already given for this outage by Alex Rivera/)
  expect(await postingsOf(database, customer.accountId)).toEqual([330n])
})

test('two agents for the same cause post once, and the second is shown the first', async () => {
  const { database, sit, expectTrouble } = journeys
  const customer = await customerWith(database, withAnOffer)
  const [alex, sam] = await Promise.all([sit('alex'), sit('sam')])
  await openAccount(alex, customer)
  await openAccount(sam, customer)
  await fillIn(alex, '3.40')
  await fillIn(sam, '3.50')
  expectTrouble(refusalStatus)
  let letGo = () => {}
  const held = new Promise<void>((resolve) => {
    letGo = resolve
  })
  await sam.route(posting, async (route) => {
    await held
    await route.continue()
  })
  await sam.keyboard.press('Control+Enter')
  await alex.keyboard.press('Control+Enter')
  await sees(alex, /Posted \$3\.40/)
  letGo()
  await sees(sam, /Not posted: \$3\.40 top-up per line was already given for this outage by Alex Rivera/)
  await sam.getByRole('link', { name: /^See ADJ-\d+, \$3\.40$/ }).waitFor()
  expect(await sam.getByLabel('Amount').inputValue()).toBe('3.50')
  expect(await postingsOf(database, customer.accountId)).toEqual([340n])
})
