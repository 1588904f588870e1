import { expect, test } from 'vitest'
import { give, type Person, signedIn } from '#test/support/calls.ts'
import { openJourneys, refusalStatus } from '#test/support/journey.ts'
import { type Customer, customerWith, postingsOf } from '#test/support/journey-accounts.ts'
import { callFrom, live, openAccount, sees } from '#test/support/journey-steps.ts'

const journeys = openJourneys()

/** Somebody asks for more than they may give; what the form does is shown elsewhere. */
async function asked(
  by: Person,
  amount: bigint,
): Promise<{ customer: Customer; path: string; adjustmentId: string; number: string }> {
  const customer = await customerWith(journeys.database, { lines: [2, 6] })
  const given = await give(await signedIn(journeys.database, by), customer.accountId, {
    amount,
    reason: 'goodwill',
  })
  const { adjustmentId, number } = given
  expect(given.way).toBe('request')
  return { customer, path: `/requests/${customer.accountId}/${adjustmentId}`, adjustmentId, number }
}

test('a supervisor approves less than was asked, with a reason that the agent reads', async () => {
  const { database, sit } = journeys
  const { customer, path, number } = await asked('alex', 4000n)
  const [alex, sofia] = await Promise.all([sit('alex'), sit('sofia')])
  await openAccount(alex, customer)
  await sees(alex, '$40.00 is being asked for.')
  await sofia.goto(path)
  await sofia.getByRole('form', { name: `Decide ${number}` }).waitFor()
  await sofia.keyboard.press('l')
  await sofia.keyboard.type('15')
  await sees(sofia, 'Say why it is less than asked.')
  // What is missing is where the hand is put.
  await sofia.keyboard.press('Control+Enter')
  await sofia.keyboard.type('Fifteen is what others got')
  await sofia.getByRole('button', { name: 'Approve $15.00 of $40.00' }).waitFor()
  await sofia.keyboard.press('Control+Enter')
  await sees(
    alex,
    /\$15\.00 of \$40\.00 granted by Sofia Lindqvist, on the bill of .*“Fifteen is what others got”/,
  )
  expect(await postingsOf(database, customer.accountId)).toEqual([1500n])
})

test('a request is refused only with a reason, and the agent reads it', async () => {
  const { database, sit } = journeys
  const { customer, path, number } = await asked('alex', 4500n)
  const [alex, sofia] = await Promise.all([sit('alex'), sit('sofia')])
  await openAccount(alex, customer)
  await sofia.goto(path)
  await sofia.getByRole('form', { name: `Decide ${number}` }).waitFor()
  await sofia.keyboard.press('x')
  const refuse = sofia.getByRole('button', { name: 'Refuse $45.00' })
  await sees(sofia, 'Say why it is refused: whoever asked reads it to the customer.')
  expect(await refuse.getAttribute('aria-disabled')).toBe('true')
  await sofia.keyboard.type('The line was up all morning')
  await sofia.keyboard.press('Control+Enter')
  await sees(alex, /\$45\.00 refused by Sofia Lindqvist: “The line was up all morning”/)
  expect(await postingsOf(database, customer.accountId)).toEqual([])
})

test('whoever asked can withdraw, and the request settles in the supervisor’s queue where it stood', async () => {
  const { database, sit } = journeys
  const { customer } = await asked('alex', 4100n)
  const [alex, sofia] = await Promise.all([sit('alex'), sit('sofia')])
  await sofia.goto('/requests')
  await live(sofia)
  const row = sofia.getByRole('row').filter({ hasText: customer.name })
  await row.waitFor()
  await row.getByText('on the line').waitFor()
  await openAccount(alex, customer)
  await alex.getByRole('button', { name: 'Withdraw' }).click()
  await sees(alex, /\$41\.00 withdrawn/)
  await row.getByText('settled').waitFor()
  // An agent's own come first.
  await alex.getByRole('link', { name: /^Requests/ }).click()
  await alex.getByRole('row').filter({ hasText: customer.name }).getByText('withdrawn').waitFor()
  expect(await postingsOf(database, customer.accountId)).toEqual([])
})

test('one’s own request is somebody else’s to decide: the button says why, and the desk refuses a page that asks directly', async () => {
  const { database, sit } = journeys
  const { customer, path, adjustmentId } = await asked('sofia', 15_000n)
  const sofia = await sit('sofia')
  await sofia.goto(path)
  const approve = sofia.getByRole('button', { name: 'Approve $150.00' })
  await approve.waitFor()
  expect(await approve.getAttribute('aria-disabled')).toBe('true')
  await sees(sofia, 'This is your own request: somebody else decides it.')

  journeys.expectTrouble(refusalStatus)
  const input = { accountId: customer.accountId, adjustmentId, amount: '15000', reason: 'It is fine' }
  expect(await callFrom(sofia, 'adjustments.approve', input)).toEqual({ status: 403, code: 'SELF_APPROVAL' })
  expect(await postingsOf(database, customer.accountId)).toEqual([])
})

test('above $500 two managers agree, and the requester sees each of them', async () => {
  const { database, sit } = journeys
  const { customer, path } = await asked('alex', 60_000n)
  const [alex, morgan, marta] = await Promise.all([sit('alex'), sit('morgan'), sit('marta')])
  await openAccount(alex, customer)
  await sees(alex, /waits for two managers/)
  await morgan.goto(path)
  await morgan.getByRole('button', { name: 'Approve $600.00' }).click()
  await sees(morgan, /approved by Morgan Hale; a second manager has to agree/)
  expect(await postingsOf(database, customer.accountId)).toEqual([])
  await morgan.goto(path)
  await sees(morgan, 'You have approved it already: a second manager has to agree.')
  await marta.goto(path)
  await marta.getByRole('button', { name: 'Approve $600.00' }).click()
  await sees(alex, /\$600\.00 granted by Marta Kowalska/)
  expect(await postingsOf(database, customer.accountId)).toEqual([60_000n])
})
