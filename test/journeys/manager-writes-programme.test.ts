import { expect, test, vi } from 'vitest'
import { axeFindsNothing } from '#test/support/axe.ts'
import { openJourneys, refusalStatus } from '#test/support/journey.ts'
import { callFrom, sees } from '#test/support/journey-steps.ts'

const journeys = openJourneys()
vi.setConfig({ testTimeout: 150_000 })
const programmeId = 'make-it-right-2024-02-22'

test('a manager writes the next version, simulates it and cannot publish it; a second manager does', async () => {
  const [morgan, marta] = [await journeys.sit('morgan'), await journeys.sit('marta')]
  await morgan.goto('/programmes')
  await morgan.getByRole('link', { name: 'Make it right' }).click()
  await sees(morgan, 'Worked cases, at $50 a line')
  await morgan.getByRole('link', { name: 'Next version' }).click()

  const document = morgan.getByRole('textbox', { name: 'Document (JSON)' })
  const text = await document.inputValue()
  await document.fill(text.replace('"minor": "500"', '"minor": "five"'))
  await morgan.getByRole('button', { name: 'Save the draft' }).click()
  await morgan.getByRole('list', { name: 'Problems' }).getByText('benefits[0].gives.minor').waitFor()
  expect(
    await morgan.getByRole('button', { name: 'Hand it to a second manager' }).getAttribute('aria-disabled'),
  ).toBe('true')
  await axeFindsNothing(morgan, 'a draft with problems')

  await document.fill(text.replace('"minor": "500"', '"minor": "700"'))
  await morgan.getByRole('button', { name: 'Save the draft' }).click()
  await sees(morgan, 'What changes from version 1 to 2')
  await morgan.getByRole('button', { name: 'Simulate over all accounts' }).click()
  await sees(morgan, /Against version 1: \$/)
  await axeFindsNothing(morgan, 'a simulated draft')

  await morgan.getByRole('button', { name: 'Hand it to a second manager' }).click()
  await sees(morgan, 'You wrote this version: a second manager publishes it.')
  journeys.expectTrouble(refusalStatus)
  expect(await callFrom(morgan, 'programmes.publish', { programmeId, version: 2, revision: 2 })).toEqual({
    status: 403,
    code: 'SELF_APPROVAL',
  })

  await marta.goto('/programmes')
  await axeFindsNothing(marta, 'the list')
  await marta
    .getByRole('row', { name: /version 2/ })
    .getByRole('link')
    .click()
  await marta.getByRole('button', { name: 'Put it in force' }).click()
  await marta.getByText('in force', { exact: true }).waitFor()
  await morgan.getByText('in force', { exact: true }).waitFor()
  await marta.getByRole('link', { name: 'Version 1, superseded' }).click()
  await sees(marta, 'Superseded by version 2.')
})

test('an agent reads programmes and may change nothing', async () => {
  const page = await journeys.sit('alex', { width: 1280, height: 720 })
  await page.goto(`/programmes/${programmeId}`)
  await sees(page, 'Only a manager starts a simulation.')
  expect(await page.getByRole('link', { name: 'Next version' }).count()).toBe(0)
  await page.goto('/programmes/new')
  await sees(page, 'Only a manager writes and publishes programmes.')
})
