import { readFile } from 'node:fs/promises'
import { expect, test, vi } from 'vitest'
import { anchoredIn } from '#server/audit/append-anchors.ts'
import { sealAll } from '#server/audit/watch-journal.ts'
import { axeFindsNothing } from '#test/support/axe.ts'
import { sealFiles } from '#test/support/journal-world.ts'
import { openJourneys } from '#test/support/journey.ts'
import { customerWith } from '#test/support/journey-accounts.ts'
import { openAccount, sees } from '#test/support/journey-steps.ts'

const files = await sealFiles()
const journeys = openJourneys()
vi.setConfig({ testTimeout: 150_000 })

test('an auditor finds who looked at an account, sees that it is sealed, and takes the journal along', async () => {
  const { database, sit } = journeys
  const customer = await customerWith(database, { lines: [2, 6] })
  const alex = await sit('alex')
  await openAccount(alex, customer)
  await sealAll(database, files, await anchoredIn(files.anchors), true)

  const audrey = await sit('audrey')
  await audrey.goto('/')
  await audrey.getByRole('link', { name: 'Journal' }).click()
  await audrey.getByRole('heading', { name: 'Journal' }).waitFor()
  await audrey.getByRole('textbox', { name: 'Account' }).fill(customer.accountId)
  await audrey.keyboard.press('Enter')
  const row = audrey
    .getByRole('row')
    .filter({ hasText: 'Looked at the account' })
    .filter({ hasText: 'Alex Rivera' })
  await row.first().waitFor()
  expect(new URL(audrey.url()).search).toBe(`?account=${customer.accountId}`)
  await axeFindsNothing(audrey, 'journal')
  await row.first().getByRole('button', { name: 'Looked at the account' }).click()
  const dialog = audrey.getByRole('dialog', { name: 'Looked at the account' })
  await dialog.getByText('As it was sealed.').waitFor()
  await dialog.getByText(/^No\. \d+$/).waitFor()
  await dialog.getByText('read · done · account page').waitFor()
  await axeFindsNothing(audrey, 'event')
  await audrey.keyboard.press('Escape')

  const [download] = await Promise.all([
    audrey.waitForEvent('download'),
    audrey.getByRole('button', { name: 'Export as CSV' }).click(),
  ])
  const text = await readFile(await download.path(), 'utf8')
  expect(text.split('\r\n')[0]).toBe('no,at,person,act,outcome,account,reason,amount,detail')
  expect(text).toContain(`"Alex Rivera","read","done",${customer.accountId},`)

  const everything = audrey.getByRole('button', { name: 'Show everything' })
  await everything.click()
  // A choice is made within what is shown: it is everything when there is nothing left to lift.
  await everything.waitFor({ state: 'hidden' })
  await audrey.getByLabel('Act').selectOption('export-journal')
  await audrey
    .getByRole('row')
    .filter({ hasText: 'Exported the journal' })
    .filter({ hasText: 'Audrey Nakamura' })
    .waitFor()
})

test('a supervisor sees who stands out and no events; an agent sees neither', async () => {
  const { sit } = journeys
  const sofia = await sit('sofia')
  await sofia.goto('/journal')
  await sees(sofia, 'Look-ups today')
  await sees(sofia, /usual: \d+ accounts?/)
  await sees(sofia, 'The events are for auditors and managers.')
  await axeFindsNothing(sofia, 'look-ups')
  const alex = await sit('alex')
  await alex.goto('/journal')
  await sees(alex, 'This page is for auditors and managers.')
})
