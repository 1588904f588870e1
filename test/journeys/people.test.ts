import { readFile } from 'node:fs/promises'
import { expect, test, vi } from 'vitest'
import { axeFindsNothing } from '#test/support/axe.ts'
import { openJourneys, refusalStatus } from '#test/support/journey.ts'
import { customerWith } from '#test/support/journey-accounts.ts'
import { sees } from '#test/support/journey-steps.ts'
import { plantCredits } from '#test/support/plant-credits.ts'

const journeys = openJourneys()
vi.setConfig({ testTimeout: 150_000 })

test('one administrator asks for another role, a second agrees, and the person signs in anew with it', async () => {
  const sam = await journeys.sit('sam')
  await sam.goto('/oversight')
  await sees(sam, 'Your role (agent) does not see it.')

  const adam = await journeys.sit('adam')
  await adam.goto('/requests')
  await adam.getByRole('heading', { name: 'This page is about customers' }).waitFor()
  await adam.getByRole('link', { name: 'Go to the people' }).click()
  await adam.getByRole('heading', { name: 'People', exact: true }).waitFor()
  await adam.getByLabel('Find somebody').fill('okafor')
  await adam.getByRole('button', { name: 'Change Sam Okafor' }).click()
  const dialog = adam.getByRole('dialog', { name: 'Sam Okafor' })
  await dialog.getByLabel('Role and limit').selectOption({ label: 'supervisor (up to $100.00)' })
  await dialog.getByLabel('Why', { exact: true }).fill('Leads the evening shift.')
  await axeFindsNothing(adam, 'a person')
  await dialog.getByRole('button', { name: 'Ask for the change' }).click()
  await sees(adam, 'agent, senior → supervisor')
  await sees(adam, 'You asked for this yourself')
  const own = adam.getByRole('button', { name: 'Agree' })
  expect(await own.getAttribute('aria-disabled')).toBe('true')

  const agnes = await journeys.sit('agnes')
  await agnes.goto('/people')
  await sees(agnes, 'agent, senior → supervisor')
  await axeFindsNothing(agnes, 'people with a change that waits')
  await agnes.getByRole('button', { name: 'Agree' }).click()
  await sees(agnes, 'Agreed. It holds from now on.')
  await agnes.getByRole('row').filter({ hasText: 'Sam Okafor' }).getByText('Agnes Moreau').waitFor()

  journeys.expectTrouble(refusalStatus)
  await sam.reload()
  await sam.getByRole('heading', { name: 'Sign in to the desk' }).waitFor()
  await sam.getByLabel('Username').fill('sam')
  await sam.getByLabel('Password').fill('makeright-demo')
  await sam.keyboard.press('Enter')
  await sees(sam, 'Who approves for whom')

  const [download] = await Promise.all([
    agnes.waitForEvent('download'),
    agnes.getByRole('button', { name: 'Access review as CSV' }).click(),
  ])
  expect(await readFile(await download.path(), 'utf8')).toContain(
    '"Sam Okafor","supervisor","supervisor",100.00,',
  )
})

test('somebody new gets a first password from who agreed; a leaver is out at once, with a page open', async () => {
  journeys.expectTrouble(refusalStatus)
  const [adam, agnes, marta] = [
    await journeys.sit('adam'),
    await journeys.sit('agnes'),
    await journeys.sit('marta'),
  ]
  await adam.goto('/people')
  await adam.getByRole('button', { name: 'Add a person…' }).click()
  const add = adam.getByRole('dialog', { name: 'Add a person' })
  await add.getByLabel('Name', { exact: true }).fill('Nora Vance')
  await add.getByLabel('Username').fill('nora')
  await add.getByLabel('Role and limit').selectOption({ label: 'agent (up to $15.00)' })
  await add.getByLabel('Why').fill('Joins the evening shift.')
  await axeFindsNothing(adam, 'adding a person')
  await add.getByRole('button', { name: 'Ask for this person' }).click()
  await sees(adam, 'new, as agent')

  await agnes.goto('/people')
  await agnes.getByRole('button', { name: 'Agree' }).click()
  const first = agnes.getByRole('dialog', { name: 'Nora Vance can sign in' })
  const password = (await first.locator('.select-all').textContent()) ?? ''
  await axeFindsNothing(agnes, 'the first password')
  await first.getByRole('button', { name: 'I have noted it' }).click()

  const nora = await journeys.sit(null)
  await nora.goto('/sign-in')
  await nora.getByLabel('Username').fill('nora')
  await nora.getByLabel('Password').fill(password)
  await nora.keyboard.press('Enter')
  await nora.getByLabel('New password').fill('eleven wet umbrellas')
  await nora.keyboard.press('Enter')
  await nora.getByRole('heading', { name: 'Who is on the line?' }).waitFor()

  await marta.goto('/requests')
  await marta.getByRole('heading', { name: 'Requests', exact: true }).waitFor()
  await agnes.getByRole('button', { name: 'Change Marta Kowalska' }).click()
  const leaver = agnes.getByRole('dialog', { name: 'Marta Kowalska' })
  await leaver.getByLabel('Why', { exact: true }).fill('Has left the company.')
  await leaver.getByRole('button', { name: 'Switch off now' }).click()
  await sees(agnes, 'Switched off, and signed out everywhere.')
  await marta.reload()
  await marta.getByRole('heading', { name: 'Sign in to the desk' }).waitFor()
})

test('a supervisor sees a pair that approves for each other, a split, and that a line is about her', async () => {
  const { database } = journeys
  const customers = await Promise.all([1, 2, 3].map((lines) => customerWith(database, { lines: [lines, 6] })))
  const [split = '', ...others] = customers.map(({ accountId }) => accountId)
  const on = (index: number) => others[index % others.length] ?? ''
  const credits = (count: number, by: string, approvedBy: string) =>
    Array.from({ length: count }, (_, index) => ({
      by,
      approvedBy,
      amount: 12_000,
      on: on(index),
      daysAgo: 1 + index,
    }))
  await plantCredits(database, [
    ...credits(9, 'morgan', 'sofia'),
    ...credits(6, 'sofia', 'morgan'),
    ...['sofia', 'morgan', 'marta', 'marta'].flatMap((by) => credits(6, 'alex', by)),
    { by: 'alex', amount: 1_400, on: split, daysAgo: 2 },
    { by: 'alex', amount: 1_350, on: split, daysAgo: 1, kind: 'goodwill' },
  ])
  const sofia = await journeys.sit('sofia')
  await sofia.goto('/')
  await sofia.getByRole('link', { name: 'Oversight' }).click()
  await sees(sofia, 'Morgan Hale and Sofia Lindqvist, for each other')
  await sees(sofia, 'about you')
  await sees(sofia, /2 credits, \$27\.50 with a limit of \$15\.00/)
  await axeFindsNothing(sofia, 'oversight')

  const alex = await journeys.sit('alex')
  await alex.goto('/oversight')
  await sees(alex, 'This page is for supervisors, managers and auditors.')
  await axeFindsNothing(alex, 'oversight for an agent')
})
