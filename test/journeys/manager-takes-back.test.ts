import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { give, signedIn } from '#test/support/calls.ts'
import { openJourneys, refusalStatus } from '#test/support/journey.ts'
import { customerWith, postingsOf } from '#test/support/journey-accounts.ts'
import { callFrom, isStillThatPage, markPage, openAccount, sees } from '#test/support/journey-steps.ts'

const journeys = openJourneys()

test('a manager reverses a posted credit once, linked both ways; whoever gave it cannot', async () => {
  const { database, sit } = journeys
  const customer = await customerWith(database, { lines: [2, 6] })
  const { adjustmentId, number } = await give(await signedIn(database, 'morgan'), customer.accountId, {
    amount: 700n,
  })
  const [morgan, marta] = await Promise.all([sit('morgan'), sit('marta')])

  await openAccount(morgan, customer)
  await morgan.getByRole('button', { name: '$7.00 credited' }).click()
  await sees(morgan, 'You gave or approved this one: somebody else reverses it.')
  expect(await morgan.getByRole('button', { name: 'Reverse…' }).getAttribute('aria-disabled')).toBe('true')

  await openAccount(marta, customer)
  await marta.getByRole('button', { name: '$7.00 credited' }).click()
  await marta.getByRole('button', { name: 'Reverse…' }).click()
  await marta.getByRole('form', { name: `Reverse ${number}` }).waitFor()
  await marta.keyboard.type('Given to the wrong account')
  await marta.keyboard.press('Control+Enter')
  const reversal = marta.getByRole('button', { name: /\$7\.00 taken back/ })
  await reversal.waitFor()
  // The credit says what took it back, and the reversal opens the credit that it took back.
  await sees(marta, /by Marta Kowalska, .*“Given to the wrong account”/)
  await reversal.click()
  await marta.getByRole('link', { name: number }).waitFor()
  expect(await marta.getByRole('button', { name: 'Reverse…' }).count()).toBe(0)
  await morgan.getByRole('button', { name: /\$7\.00 taken back/ }).waitFor()

  journeys.expectTrouble(refusalStatus)
  const again = { accountId: customer.accountId, adjustmentId, amount: '700', reason: 'Once more' }
  expect(await callFrom(marta, 'adjustments.reverse', again)).toEqual({
    status: 409,
    code: 'ALREADY_REVERSED',
  })
  const linked = await sql<{ kind: string; of: string; amount: bigint }>`
    select r.kind, p.kind as of, r.amount from transfers r join transfers p on p.account_id = r.account_id and p.transfer_id = r.reverses_id
    where r.account_id = ${customer.accountId}`.execute(database.db)
  expect(linked.rows).toEqual([{ kind: 'reverse', of: 'post', amount: 700n }])
})

test('a manager’s stop turns the agent’s posting into an ask without a reload, and lifting it restores the posting', async () => {
  const { database, sit } = journeys
  const customer = await customerWith(database, { lines: [2, 6] })
  const [alex, morgan] = await Promise.all([sit('alex'), sit('morgan')])
  await openAccount(alex, customer)
  await markPage(alex)
  await alex.keyboard.press('c')
  await alex.keyboard.type('3')
  await alex.getByRole('button', { name: 'Post $3.00' }).waitFor()

  await morgan.goto('/desk')
  await morgan.getByLabel('Why').fill('The feed of 24 February is being loaded again.')
  await morgan.getByRole('button', { name: 'Stop manual credits' }).click()
  await sees(morgan, 'Manual credits are stopped.')

  await alex.getByRole('complementary', { name: 'Give a credit' }).getByText('Credits are stopped.').waitFor()
  await sees(alex, /Morgan Hale: “The feed of 24 February is being loaded again\.”/)
  // What moved under the form is seen before anything is done by it.
  await alex.getByRole('button', { name: 'Seen what changed' }).click()
  await alex.getByRole('button', { name: 'Ask a supervisor for $3.00' }).waitFor()
  await sees(alex, /all manual credits are stopped by Morgan Hale/)

  await morgan.getByRole('button', { name: 'Lift this stop' }).click()
  await alex.getByRole('button', { name: 'Seen what changed' }).click()
  await alex.getByRole('button', { name: 'Post $3.00' }).click()
  await sees(alex, /Posted \$3\.00/)
  expect(await isStillThatPage(alex)).toBe(true)
  expect(await postingsOf(database, customer.accountId)).toEqual([300n])
})

test('a stop of the automatic credits says so, and leaves the manual ones running', async () => {
  const morgan = await journeys.sit('morgan')
  await morgan.goto('/desk')
  await morgan.getByLabel('Why').fill('A wrong text went out.')
  await morgan.getByRole('button', { name: 'Stop automatic credits' }).click()
  await sees(morgan, /“A wrong text went out\.” Runs hold until the stop is lifted/)
  const kind = (title: string) => morgan.getByRole('region', { name: title })
  await kind('Automatic credits').getByText('stopped', { exact: true }).waitFor()
  await kind('Manual credits').getByText('running', { exact: true }).waitFor()
  await morgan.getByRole('button', { name: 'Lift this stop' }).click()
  await sees(morgan, 'It held back: automatic credits.')
  await kind('Automatic credits').getByText('running', { exact: true }).waitFor()
})
