import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, expect, test } from 'vitest'
import { httpBilling } from '#server/ledger/http-billing.ts'
import { turnCycle } from '#server/ledger/turn-cycle.ts'
import { Biller, secret, tell } from '#test/support/biller.ts'
import { give, signedIn } from '#test/support/calls.ts'
import { openJourneys } from '#test/support/journey.ts'
import { customerWith } from '#test/support/journey-accounts.ts'
import { live, openAccount, sees } from '#test/support/journey-steps.ts'

const biller = new Biller()
const folder = await mkdtemp(join(tmpdir(), 'makeright-journey-'))
afterAll(() => rm(folder, { recursive: true }))
const journeys = openJourneys(async () => {
  await biller.start()
  const file = join(folder, 'secret')
  await writeFile(file, secret, { mode: 0o600 })
  return { BILLING_URL: biller.partner.url.href, BILLING_SECRET_FILE: file }
})
const who = { actor: null }

test('a manager finds a promise at risk, sends the dead letter again, and sees it on the bill without a reload', async () => {
  const { database, sit, address } = journeys
  const port = httpBilling(biller.partner, {
    timeoutMs: 500,
    retries: { firstWaitSeconds: 0, longestWaitSeconds: 0, tries: 1 },
  })
  // What the demo's clock had queued goes to billing first, while it is up.
  await turnCycle(database, who, '2024-03-01', () => {}, port)
  await port.deliver(database, who)
  const customer = await customerWith(database, { lines: [2, 6] })
  const { adjustmentId } = await give(await signedIn(database, 'sofia'), customer.accountId, { amount: 700n })
  // Only this one is due, and the billing system is down until nobody tries any more.
  await sql`update adjustments set bill_on = '2024-03-04', promised_by = '2024-03-05' where account_id = ${customer.accountId}`.execute(
    database.db,
  )
  await sql`update credits set bill_on = '2024-03-20' where billing in ('scheduled', 'queued')`.execute(
    database.db,
  )
  await turnCycle(database, who, '2024-03-01', () => {}, port)
  biller.usual = '500'
  await port.deliver(database, who)
  biller.usual = 'none'

  const [morgan, sofia] = await Promise.all([sit('morgan'), sit('sofia')])
  await morgan.goto('/promises')
  await live(morgan)
  const row = morgan
    .getByRole('row')
    .filter({ has: morgan.getByRole('button', { name: /^Send again… ADJ-/ }) })
  await row.getByText('4 days left', { exact: true }).waitFor()
  await row.getByText('could not be sent').waitFor()
  await row.getByText('Answered 500.').waitFor()
  await sofia.goto('/promises')
  const notHis = sofia.getByRole('button', { name: /^Send again… ADJ-/ })
  await notHis.waitFor()
  expect(await notHis.getAttribute('aria-disabled')).toBe('true')

  // Another number is named by two: it waits, nothing is sent, and without it the credit goes where it went before.
  await row.getByRole('button', { name: /^Send again…/ }).click()
  await morgan.getByLabel('Account at billing').fill('BA-77')
  await morgan.getByLabel('Why').fill('It moved at billing')
  await morgan.getByRole('button', { name: 'Ask another manager' }).click()
  await sees(morgan, 'BA-77 waits for another manager.')
  await row.getByText('You named another number at billing: another manager decides.').waitFor()
  await sofia.getByText('Morgan Hale named another number at billing: another manager decides.').waitFor()

  await row.getByRole('button', { name: /^Send again…/ }).click()
  await morgan.getByRole('dialog', { name: 'Send to billing again' }).waitFor()
  await sees(morgan, /^You named BA-77 as the account at billing\./)
  await morgan.keyboard.press('Control+Enter')
  await sees(morgan, /Say why in at least 3 characters/)
  await morgan.keyboard.type('Billing was down and is up again')
  await morgan.keyboard.press('Control+Enter')
  await sees(morgan, '$7.00 is sent again.')
  await row.waitFor({ state: 'detached' })
  await morgan.goto('/promises?show=risk')
  const onItsWay = morgan.getByRole('row').filter({ hasText: 'being sent' })
  await onItsWay.waitFor()

  await port.deliver(database, who)
  const [key = ''] = [...biller.booked].find(([, { accountId }]) => accountId === customer.accountId) ?? []
  expect((await tell(address, '/hooks/billing', biller.apply([key]))).said).toMatchObject({ moved: 1 })
  // The page hears of it by itself: one promise less.
  await onItsWay.waitFor({ state: 'detached' })
  await openAccount(morgan, customer)
  await morgan.getByRole('button', { name: '$7.00 credited' }).click()
  await sees(morgan, /on the bill, 4 March/)
  expect(biller.booked.get(key)).toMatchObject({ accountId: customer.accountId, amountMinor: '700' })
  expect(adjustmentId).not.toBe('')
})

test('a manager settles what a closed account is owed as a refund, and sees the month by code of the ledger', async () => {
  const { database, sit } = journeys
  const customer = await customerWith(database, { credit: 'failed' })
  const morgan = await sit('morgan')
  await morgan.goto('/promises')
  await morgan
    .getByRole('button', { name: `Settle… Automatic credit of account ${customer.accountId}` })
    .click()
  await morgan.getByLabel('Which way').selectOption('refund')
  await morgan.getByLabel('Why').fill('The final bill went out before')
  await morgan.getByRole('button', { name: 'Settle $5.00' }).click()
  await sees(morgan, '$5.00 is settled.')
  await openAccount(morgan, customer)
  await sees(morgan, '$5.00 sent as a refund')

  await morgan.goto('/promises/month?month=2024-02')
  await morgan.getByRole('rowheader', { name: /4090-10 · Service credits, outage/ }).waitFor()
  await sees(morgan, 'adds up to the ledger')
  const alex = await sit('alex')
  await alex.goto('/promises/month')
  await sees(alex, 'This page is for managers and auditors.')
})
