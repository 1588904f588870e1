import { sql } from 'kysely'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { openJourneys, refusalStatus } from '#test/support/journey.ts'
import { customerWith, postingsOf } from '#test/support/journey-accounts.ts'
import { openAccount, sees, verifyCaller } from '#test/support/journey-steps.ts'

const journeys = openJourneys()

async function signIn(page: Page, username: string, password: string): Promise<void> {
  await page.getByLabel('Username').fill(username)
  await page.getByLabel('Password').fill(password)
  await page.keyboard.press('Enter')
}

/** Whether the browser shows where the keyboard is: something at what has the focus, or at the box or row it stands in, is drawn otherwise without it. */
const focusIsShown = (page: Page) =>
  page.evaluate(() => {
    const at = document.activeElement
    if (!(at instanceof HTMLElement)) return false
    const drawn = () =>
      [at, at.parentElement, at.parentElement?.parentElement].map((element) => {
        const { outlineStyle, outlineWidth, boxShadow } = element
          ? getComputedStyle(element)
          : document.body.style
        return `${outlineStyle === 'none' ? '' : outlineWidth} ${boxShadow}`
      })
    const focused = drawn().join()
    at.blur()
    const left = drawn().join()
    at.focus({ preventScroll: true })
    return focused !== left
  })
const focusedWords = (page: Page) =>
  page.evaluate(() => {
    const at = document.activeElement
    return at === document.body
      ? ''
      : `${at?.tagName} ${at?.getAttribute('aria-label') ?? at?.textContent?.slice(0, 40)}`
  })

test('a wrong password is said in words, and which of the two was wrong is not', async () => {
  const page = await journeys.sit(null)
  await page.goto('/sign-in')
  journeys.expectTrouble(refusalStatus)
  await signIn(page, 'alex', 'not-the-password')
  await page.getByRole('alert').filter({ hasText: 'That name and password do not match' }).waitFor()
  expect(await page.getByLabel('Username').inputValue()).toBe('alex')
  expect(await page.getByLabel('Password').inputValue()).toBe('')
})

test('a sign-in that ends in the middle of the form is renewed over the page, and the same draft posts once', async () => {
  const { database, sit, expectTrouble } = journeys
  const customer = await customerWith(database)
  const page = await sit('alex')
  await openAccount(page, customer)
  await page.keyboard.press('c')
  await page.keyboard.type('4.20')
  await page.getByLabel('Note on the account').fill('Second call about it')
  await page.waitForResponse((answer) => answer.url().includes('adjustments.saveDraft'))
  const drafts = await sql<{
    draftId: string
  }>`select draft_id from drafts where account_id = ${customer.accountId}`.execute(database.db)
  await sql`update sessions set last_seen_at = now() - interval '16 minutes'`.execute(database.db)
  expectTrouble(refusalStatus)
  await page.getByRole('button', { name: 'Post $4.20' }).click()

  const dialog = page.getByRole('dialog', { name: 'Sign in to go on' })
  await dialog.waitFor()
  // Who it was is known: the password alone is typed.
  await dialog.getByLabel('Password').and(page.locator(':focus')).waitFor()
  expect(await dialog.getByLabel('Username').inputValue()).toBe('alex')
  await page.keyboard.type('makeright-demo')
  await page.keyboard.press('Enter')
  await dialog.waitFor({ state: 'hidden' })
  await sees(page, /Posted \$4\.20/)
  expect(await postingsOf(database, customer.accountId)).toEqual([420n])
  const sent = await sql<{ draftId: string; note: string }>`
    select d.draft_id, m.note from drafts d join adjustments m on m.account_id = d.account_id and m.draft_id = d.draft_id
    where d.account_id = ${customer.accountId} and sent_at is not null`.execute(database.db)
  expect(sent.rows).toEqual([{ draftId: drafts.rows[0]?.draftId, note: 'Second call about it' }])
})

test('v5.0.0-7.4.4 v5.0.0-14.3.1 after signing out the desk shows nothing more, and the next sign-in leads to the page that was asked for', async () => {
  const { sit, database, expectTrouble } = journeys
  const customer = await customerWith(database)
  const page = await sit('sam')
  await openAccount(page, customer)
  await page.getByRole('button', { name: 'Sam Okafor, signed in' }).click()
  await page.getByRole('button', { name: 'Sign out' }).click()
  await page.getByRole('heading', { name: 'Sign in to the desk' }).waitFor()
  expectTrouble(refusalStatus)
  await page.goto(`/accounts/${customer.accountId}`)
  await page.getByRole('heading', { name: 'Sign in to the desk' }).waitFor()
  expect(await page.getByText(customer.name).count()).toBe(0)
  await signIn(page, 'sam', 'makeright-demo')
  await page.getByRole('heading', { name: customer.name, level: 1 }).waitFor()
})

test('from the sign-in to a posted credit no mouse is needed, and the focus is always to be seen', async () => {
  const { database, sit, expectTrouble } = journeys
  const customer = await customerWith(database, { lines: [2, 6], offer: [50, 1400] })
  const page = await sit(null)
  // Asking who is signed in is how the page learns that nobody is.
  expectTrouble(refusalStatus)
  await page.goto('/')
  await page.getByLabel('Username').waitFor()
  const press = async (keys: string) => {
    await page.keyboard.press(keys)
    expect(await focusIsShown(page), `focus is shown at ${await focusedWords(page)}`).toBe(true)
  }
  for (
    let at = 0;
    at < 5 && !(await page.getByLabel('Username').evaluate((input) => input === document.activeElement));
    at++
  )
    await press('Tab')
  await page.keyboard.type('alex')
  await press('Tab')
  await page.keyboard.type('makeright-demo')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Who is on the line?' }).waitFor()
  await press('/')
  await page.keyboard.type(customer.accountId)
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: customer.name, level: 1 }).waitFor()
  await verifyCaller(page)

  const stops = new Set<string>()
  for (let at = 0; at < 60; at++) {
    await page.keyboard.press('Tab')
    const words = await focusedWords(page)
    if (words === '') break
    expect(await focusIsShown(page), `focus is shown at ${words}`).toBe(true)
    stops.add(words)
  }
  expect([...stops].join('\n')).toMatch(/Amount|INPUT/)
  await page.keyboard.press('Escape')
  for (
    let at = 0;
    at < 60 && !(await page.getByLabel('Amount').evaluate((input) => input === document.activeElement));
    at++
  )
    await press('Tab')
  await press('o')
  await page.getByRole('button', { name: `Post ${customer.offerText}` }).waitFor()
  await page.keyboard.press('Control+Enter')
  await sees(page, `Posted ${customer.offerText}`)
  expect(await postingsOf(database, customer.accountId)).toEqual([customer.offer])
})
