import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { setBudget } from '#server/ledger/budgets.ts'
import { addOutage } from '#server/outages/add-outage.ts'
import { measureImpacts } from '#server/outages/measure-impacts.ts'
import type { OutageFile } from '#shared/outages/outage-file.ts'
import { axeFindsNothing } from '#test/support/axe.ts'
import { signedIn } from '#test/support/calls.ts'
import { asTheDesk } from '#test/support/desk.ts'
import { openJourneys } from '#test/support/journey.ts'
import { customerWith, oddly, postingsOf } from '#test/support/journey-accounts.ts'
import {
  copy,
  hand,
  isStillThatPage,
  live,
  markPage,
  openAccount,
  sees,
  verifyCaller,
} from '#test/support/journey-steps.ts'

const journeys = openJourneys()

test('an agent finds the caller by a phone number in an odd format and credits the fair offer with fewer than ten keys', async () => {
  const { database, sit } = journeys
  const customer = await customerWith(database, { lines: [2, 6], offer: [50, 1400], credit: 'accepted' })
  const page = await sit('alex')
  await page.goto('/')
  await page.getByRole('heading', { name: 'Who is on the line?' }).waitFor()
  await copy(page, oddly(customer.phone))

  const keys = hand(page)
  // Pasted on the page: it is what the caller gave, and goes into the search.
  await keys.press('Control+v')
  await keys.press('Enter')
  await page.getByRole('heading', { name: customer.name, level: 1 }).waitFor()
  // Verifying the caller is not counted: it takes what the caller needs (rulings 22).
  await verifyCaller(page)
  await keys.press('o')
  await page.getByRole('button', { name: `Post ${customer.offerText}` }).waitFor()
  await sees(page, 'Credit now')
  await sees(page, /On the bill of .* promised by/)
  await keys.press('Control+Enter')
  await page
    .getByRole('status')
    .filter({ hasText: `Posted ${customer.offerText}, on the bill of` })
    .waitFor()

  expect(keys.count()).toBeLessThan(10)
  await page.getByRole('button', { name: `${customer.offerText} credited` }).waitFor()
  await sees(page, /already given/)
  expect(await postingsOf(database, customer.accountId)).toEqual([customer.offer])
  expect(page.url()).toBe(`${journeys.address}/accounts/${customer.accountId}`)
  expect(await page.title()).toBe(`Account ${customer.accountId} · Makeright`)

  // Nothing is left of the offer: whatever comes on top is goodwill, and is called so.
  await page.getByRole('button', { name: 'Give another credit' }).click()
  expect(await page.getByLabel('Reason').inputValue()).toBe('goodwill')
  expect(await page.getByLabel('Amount').evaluate((input) => input === document.activeElement)).toBe(true)
})

test('an amount left from an earlier look is typed over, and after a credit the same key begins the next', async () => {
  const { database, sit } = journeys
  const customer = await customerWith(database, { lines: [2, 6], offer: [400, 1400] })
  const page = await sit('alex')
  await openAccount(page, customer)
  await page.keyboard.press('c')
  await page.keyboard.type('7')
  await page.waitForResponse((answer) => answer.url().includes('adjustments.saveDraft'))
  await openAccount(page, customer)
  const amount = page.getByLabel('Amount')
  await page.getByRole('button', { name: 'Post $7.00' }).waitFor()
  await page.keyboard.press('c')
  await page.keyboard.type('3')
  expect(await amount.inputValue()).toBe('3')
  await page.keyboard.press('Control+Enter')
  await sees(page, /Posted \$3\.00/)
  await page.keyboard.press('c')
  await page.keyboard.type('1')
  expect(await amount.inputValue()).toBe('1')
  expect(await postingsOf(database, customer.accountId)).toEqual([300n])
})

test('an amount over the limit becomes a request with nothing typed again, and the supervisor’s approval comes to the agent’s page by itself', async () => {
  const { database, sit } = journeys
  const customer = await customerWith(database, { lines: [2, 6] })
  const [alex, sofia] = await Promise.all([sit('alex'), sit('sofia')])
  await sofia.goto('/requests')
  await live(sofia)
  await markPage(sofia)

  await openAccount(alex, customer)
  await markPage(alex)
  await alex.keyboard.press('c')
  await alex.keyboard.type('40')
  await alex.getByLabel('Reason').selectOption('goodwill')
  // What is missing is where the hand is put.
  await alex.keyboard.press('Control+Enter')
  await alex.keyboard.type('Could not reach her mother for ten hours.')
  await sees(alex, /above the limit of \$15\.00 for one credit/)
  await alex.getByRole('button', { name: 'Ask a supervisor for $40.00' }).waitFor()
  await alex.keyboard.press('Control+Enter')
  await sees(alex, 'Asked a supervisor for $40.00. Nothing is on the bill yet.')
  expect(await postingsOf(database, customer.accountId)).toEqual([])

  const row = sofia.getByRole('row').filter({ hasText: customer.name })
  await row.waitFor()
  for (
    let at = 0;
    at < 30 && !(await row.getByRole('link').evaluate((link) => link === document.activeElement));
    at++
  )
    await sofia.keyboard.press('j')
  await sofia.keyboard.press('Enter')
  await sofia.getByRole('form', { name: /^Decide ADJ-/ }).waitFor()
  await sees(sofia, /Could not reach her mother for ten hours/)
  await sofia.keyboard.press('a')
  await sofia.keyboard.press('Control+Enter')
  await sees(sofia, /\$40\.00 granted by Sofia Lindqvist/)

  await sees(alex, /\$40\.00 granted by Sofia Lindqvist, on the bill of/)
  expect(await isStillThatPage(alex)).toBe(true)
  expect(await isStillThatPage(sofia)).toBe(true)
  expect(await postingsOf(database, customer.accountId)).toEqual([4000n])
})

test('what was asked for by mistake is withdrawn where it was asked, and the next amount can be typed', async () => {
  const { database, sit } = journeys
  const customer = await customerWith(database, { lines: [2, 6] })
  const page = await sit('alex')
  await openAccount(page, customer)
  await page.keyboard.press('c')
  await page.keyboard.type('400')
  await page.getByRole('button', { name: 'Ask a manager for $400.00' }).waitFor()
  await page.keyboard.press('Control+Enter')
  await sees(page, 'Asked a manager for $400.00. Nothing is on the bill yet.')
  await page.getByRole('button', { name: 'Withdraw', exact: true }).click()
  await sees(page, '$400.00 withdrawn.')
  expect(await page.evaluate(() => document.activeElement?.textContent)).toMatch(/\$400\.00 withdrawn/)
  expect(await page.getByRole('button', { name: 'Withdraw', exact: true }).count()).toBe(0)
  await page.keyboard.press('c')
  await page.keyboard.type('40')
  await page.getByRole('button', { name: 'Ask a supervisor for $40.00' }).waitFor()
  expect(await postingsOf(database, customer.accountId)).toEqual([])
})

test('a prepaid caller gets a reason and where to go instead, and no form', async () => {
  const { database, sit } = journeys
  const page = await sit('alex')
  await openAccount(page, await customerWith(database, { type: 'prepaid' }))
  const give = page.getByRole('button', { name: 'Give a credit' })
  await give.waitFor()
  expect(await give.getAttribute('aria-disabled')).toBe('true')
  await sees(page, 'Prepaid has no bill to credit. Send the customer to the prepaid options desk.')
  await sees(page, 'Instead:')
  expect(await page.getByLabel('Amount').count()).toBe(0)
  await page.keyboard.press('c')
  expect(await give.evaluate((button) => button === document.activeElement)).toBe(true)
  await page.getByRole('button', { name: 'How it was worked out' }).click()
  await sees(page, /^\d of \d conditions not met$/)
  await sees(page, 'The same as when it was decided.')
})

test('a business caller’s credit is a manager’s override: asked for, approved by a manager, not by a supervisor', async () => {
  const { database, sit } = journeys
  const customer = await customerWith(database, { type: 'business' })
  const [alex, sofia, morgan] = await Promise.all([sit('alex'), sit('sofia'), sit('morgan')])
  await openAccount(alex, customer)
  await sees(alex, /Business accounts are made right by their account team/)
  await alex.keyboard.press('c')
  await alex.keyboard.type('12.50')
  await alex.getByRole('button', { name: 'Ask a manager for $12.50' }).waitFor()
  await alex.keyboard.press('Control+Enter')
  await sees(alex, 'Asked a manager for $12.50. Nothing is on the bill yet.')

  const [request] = (
    await (await signedIn(database, 'morgan')).adjustments.accountPage({ accountId: customer.accountId })
  ).adjustments
  await sofia.goto(`/requests/${customer.accountId}/${request?.adjustmentId}`)
  await sees(sofia, 'This one needs a manager.')
  await morgan.goto(`/requests/${customer.accountId}/${request?.adjustmentId}`)
  await morgan.getByRole('button', { name: 'Approve $12.50' }).click()
  await sees(alex, /\$12\.50 granted by Morgan Hale/)
  expect(await postingsOf(database, customer.accountId)).toEqual([1250n])
})

test('an account that two outages touched is kept by outage: each has its own page, evidence and credit', async () => {
  const { database, sit } = journeys
  const customer = await customerWith(database, { lines: [2, 6], credit: 'accepted' })
  await asTheDesk(database, async (work) => {
    await addOutage(work, secondOutage)
    await setBudget(work, { outageId: secondOutage.id, purpose: 'manual', total: 100_000n, currency: 'USD' })
    await sql`insert into impact_intervals (account_id, line_id, outage_id, source, detached_at, reattached_at, site)
      select account_id, line_id, ${secondOutage.id}, 'hss', '2024-02-27T15:00:00Z', '2024-02-27T18:00:00Z', 'DEN001'
      from lines where account_id = ${customer.accountId}`.execute(work.tx)
    await measureImpacts(work, secondOutage.id)
  })
  const page = await sit('alex')
  await openAccount(page, customer)
  const others = page.getByRole('navigation', { name: 'Other outages of this account' })
  await sees(page, 'No credit programme is published for this outage.')
  await page.keyboard.press('c')
  await page.keyboard.type('2.20')
  await page.getByRole('button', { name: 'Post $2.20' }).waitFor()
  await page.keyboard.press('Control+Enter')
  await sees(page, /Posted \$2\.20/)

  await others.getByRole('link', { name: 'Network outage of 22 February 2024' }).click()
  await page.waitForURL(`**/accounts/${customer.accountId}?outage=2024-02-22-network`)
  await page.getByRole('list', { name: 'State of the automatic credit' }).waitFor()
  expect(await page.getByLabel('Amount').inputValue()).toBe('')
  expect(await page.getByRole('button', { name: '$2.20 credited' }).count()).toBe(0)
  await others.getByRole('link', { name: secondOutage.name }).click()
  await page.getByRole('button', { name: '$2.20 credited' }).waitFor()
})

const secondOutage: OutageFile = {
  id: '2024-02-27-fiber',
  name: 'Fiber cut of 27 February 2024',
  cause: 'A digger cut a fiber.',
  startsAt: new Date('2024-02-27T14:00:00Z'),
  endsAt: new Date('2024-02-27T19:00:00Z'),
  windowSource: 'The network desk',
  wording: 'A cable was cut and phones could lose service.',
  timeZone: 'America/Denver',
  sources: [],
}

test('how the credit was worked out is done once more in the browser, and only when somebody asks', async () => {
  const { database, sit } = journeys
  const credited = await customerWith(database, { lines: [2, 6], credit: 'accepted' })
  const page = await sit('sofia')
  const asked: string[] = []
  page.on('request', (request) => {
    if (/creditWorking|credit-working/.test(request.url())) asked.push(request.url())
  })
  await openAccount(page, credited)
  expect(asked).toEqual([])
  const way = page.getByRole('button', { name: 'How it was worked out' })
  const worked = page.getByRole('dialog', { name: 'How the automatic credit was worked out' })
  await way.focus()
  await page.keyboard.press('Enter')
  await worked.getByText('The same as when it was decided.').waitFor()
  await worked.getByText(/^Make it right v1 · decided by run \d+/).waitFor()
  expect(await worked.getByRole('row', { name: /^Met: The account’s type/ }).count()).toBe(1)
  await axeFindsNothing(page, 'worked out')
  expect(asked.filter((url) => url.includes('/trpc/'))).toHaveLength(1)
  await page.keyboard.press('Escape')
  await worked.waitFor({ state: 'hidden' })
  await page.locator('button:focus').filter({ hasText: 'How it was worked out' }).waitFor()
})
