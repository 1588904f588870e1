import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { give, signedIn } from '#test/support/calls.ts'
import { openJourneys } from '#test/support/journey.ts'
import { customerWith } from '#test/support/journey-accounts.ts'
import { openAccount, sees } from '#test/support/journey-steps.ts'

const journeys = openJourneys()

test('above her limit a supervisor asks to take it back, and a manager agrees from the queue', async () => {
  const { database, sit } = journeys
  const customer = await customerWith(database, { lines: [2, 6] })
  const { accountId } = customer
  const { adjustmentId, number } = await give(await signedIn(database, 'alex'), accountId, {
    amount: 12_000n,
  })
  const morgan = await signedIn(database, 'morgan')
  await morgan.adjustments.approve({ accountId, adjustmentId, amount: '12000', reason: '' })
  const [sofia, marta] = await Promise.all([sit('sofia'), sit('marta')])

  await sofia.goto(`/requests/${accountId}/${adjustmentId}`)
  await sofia.getByRole('button', { name: 'Reverse…' }).click()
  await sees(sofia, 'Above your limit of $100.00')
  await sofia
    .getByRole('form', { name: `Reverse ${number}` })
    .getByLabel('Reason')
    .fill('Wrong customer')
  await sofia.getByRole('button', { name: 'Ask to take back $120.00' }).click()
  await sees(sofia, '“Wrong customer” · Sofia Lindqvist')

  await marta.goto('/requests')
  await marta.getByRole('heading', { name: 'To take back' }).waitFor()
  await marta.getByRole('button', { name: 'Take back $120.00' }).click()
  await sees(marta, /\$120\.00 taken back/)
  const linked = await sql<{ amount: bigint; approved: string; asked: string }>`
    select r.amount, p.name as approved, q.name as asked from reversals r join staff p on p.staff_id = r.approved_by
    join staff q on q.staff_id = r.reversed_by where r.account_id = ${accountId}`.execute(database.db)
  expect(linked.rows).toEqual([{ amount: 12_000n, approved: 'Marta Kowalska', asked: 'Sofia Lindqvist' }])
})

test('an automatic credit is taken back on the account’s page, in part, with a reason', async () => {
  const { database, sit } = journeys
  const customer = await customerWith(database, { lines: [1, 6], credit: 'scheduled' })
  const sofia = await sit('sofia')
  await openAccount(sofia, customer)
  await sofia.getByRole('button', { name: 'Reverse the credit…' }).click()
  const form = sofia.getByRole('form', { name: 'Reverse The automatic credit' })
  await form.getByLabel('Take back').fill('2')
  await form.getByLabel('Reason').fill('The line was off')
  await sofia.getByRole('button', { name: 'Reverse $2.00' }).click()
  await sees(sofia, /\$2\.00 of the automatic credit taken back/)
  expect(await sofia.getByRole('button', { name: 'Reverse the credit…' }).count()).toBe(0)
})

test('a request is sent back with a question, and its words are a draft again for whoever asked', async () => {
  const { database, sit } = journeys
  const customer = await customerWith(database, { lines: [2, 6] })
  const { accountId } = customer
  const { adjustmentId } = await give(await signedIn(database, 'alex'), accountId, { amount: 4000n })
  const [sofia, alex] = await Promise.all([sit('sofia'), sit('alex')])
  await sofia.goto(`/requests/${accountId}/${adjustmentId}`)
  await sofia.getByRole('form', { name: /^Decide / }).waitFor()
  await sofia.keyboard.press('s')
  await sofia.keyboard.type('Which line was it?')
  await sofia.getByRole('button', { name: 'Send back $40.00' }).click()
  await sees(sofia, /\$40\.00 sent back by Sofia Lindqvist: “Which line was it\?”/)
  await openAccount(alex, customer)
  await sees(alex, 'Request for $40.00 sent back')
  expect(await alex.getByLabel('Amount').inputValue()).toBe('40.00')
})
