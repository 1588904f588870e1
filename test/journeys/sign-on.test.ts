import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { axeFindsNothing } from '#test/support/axe.ts'
import { give, signedIn, staffIdOf } from '#test/support/calls.ts'
import { codeOf } from '#test/support/codes.ts'
import { openJourneys, refusalStatus } from '#test/support/journey.ts'
import { customerWith, postingsOf } from '#test/support/journey-accounts.ts'
import { sees } from '#test/support/journey-steps.ts'
import { secretsFile } from '#test/support/secrets.ts'

const journeys = openJourneys(async () => ({ MAKERIGHT_SECRETS_FILE: secretsFile() }))

test('an approval over $100 asks who is there, over the page, and then goes through once with what was typed', async () => {
  const { database, sit, expectTrouble } = journeys
  const customer = await customerWith(database, { lines: [2, 6] })
  const given = await give(await signedIn(database, 'sofia'), customer.accountId, {
    amount: 15_000n,
    reason: 'goodwill',
  })
  const morgan = await sit('morgan')
  await morgan.goto(`/requests/${customer.accountId}/${given.adjustmentId}`)
  await morgan.getByRole('form', { name: `Decide ${given.number}` }).waitFor()
  await sql`update sessions set stepped_up_at = now() - interval '6 minutes'`.execute(database.db)
  expectTrouble(refusalStatus)
  await morgan.getByRole('button', { name: 'Approve $150.00' }).click()
  const dialog = morgan.getByRole('dialog', { name: 'Confirm that it is you' })
  await dialog.waitFor()
  expect(await postingsOf(database, customer.accountId)).toEqual([])
  await dialog.getByLabel('Password').fill('not-the-password')
  await morgan.keyboard.press('Enter')
  await dialog.getByRole('alert').waitFor()
  await dialog.getByLabel('Password').fill('makeright-demo')
  await morgan.keyboard.press('Enter')
  await dialog.waitFor({ state: 'hidden' })
  await sees(morgan, /granted|Approved/i)
  expect(await postingsOf(database, customer.accountId)).toEqual([15_000n])
})

test('a second factor is set up with a picture, shows its recovery codes once, and is asked for at the next sign-in', async () => {
  const { sit, database, expectTrouble } = journeys
  const page = await sit('sam')
  await page.goto('/')
  await page.getByRole('button', { name: 'Sam Okafor, signed in' }).click()
  await page.getByRole('link', { name: 'Your sign-in' }).click()
  await page.getByRole('heading', { name: 'Your sign-in' }).waitFor()
  await page.getByRole('button', { name: 'Set it up' }).click()
  await page.getByRole('img', { name: 'The secret as a picture for an authenticator' }).waitFor()
  const secret = ((await page.getByText(/^([A-Z2-7]{4} ?){8}$/).textContent()) ?? '').replaceAll(' ', '')
  await page.getByLabel('Code').fill(codeOf(secret))
  await page.keyboard.press('Enter')
  await page.getByRole('list', { name: 'Recovery codes' }).waitFor()
  expect(await page.getByRole('list', { name: 'Recovery codes' }).getByRole('listitem').count()).toBe(10)
  await page.getByRole('button', { name: 'I have kept them' }).click()
  await sees(page, '10 recovery codes left')

  const fresh = await sit(null)
  expectTrouble(refusalStatus)
  await fresh.goto('/sign-in')
  await fresh.getByLabel('Username').fill('sam')
  await fresh.getByLabel('Password').fill('makeright-demo')
  await fresh.keyboard.press('Enter')
  await fresh.getByLabel('Code').fill('000000')
  await fresh.keyboard.press('Enter')
  await fresh.getByRole('alert').waitFor()
  // The step of the set-up is used: the next one is taken as well, because clocks differ.
  await fresh.getByLabel('Code').fill(codeOf(secret, 1))
  await fresh.keyboard.press('Enter')
  await fresh.getByRole('heading', { name: 'Who is on the line?' }).waitFor()

  await page.reload()
  await page.getByRole('button', { name: 'Sign out everywhere else' }).click()
  await sees(page, /Signed out in 1 other place/)
  await fresh.goto('/profile')
  await fresh.getByRole('heading', { name: 'Sign in to the desk' }).waitFor()
  await sql`delete from second_factors where staff_id = ${await staffIdOf(database, 'sam')}`.execute(
    database.db,
  )
})

test('who forgot the password comes back when two administrators agree; outside a demo a second factor comes before all else', async () => {
  const { sit, database, expectTrouble } = journeys
  const [adam, agnes, sofia] = [await sit('adam'), await sit('agnes'), await sit(null)]
  await adam.goto('/people')
  await adam.getByRole('button', { name: 'Change Sofia Lindqvist' }).click()
  const dialog = adam.getByRole('dialog', { name: 'Sofia Lindqvist' })
  await dialog.getByLabel('How they showed who they are').fill('Came to my desk with badge 1042.')
  await axeFindsNothing(adam, 'asking for a way back')
  await dialog.getByRole('button', { name: 'Ask for a first password' }).click()
  await sees(adam, 'forgot the password: a new first one')
  await agnes.goto('/people')
  await agnes.getByRole('button', { name: 'Agree' }).click()
  const first = agnes.getByRole('dialog', { name: 'Sofia Lindqvist can sign in' })
  const password = (await first.locator('.select-all').textContent()) ?? ''

  await sql`update desk set demo = false`.execute(database.db)
  try {
    await sofia.goto('/sign-in?next=%2Frequests')
    await sofia.getByLabel('Username').fill('sofia')
    await sofia.getByLabel('Password').fill(password)
    await sofia.keyboard.press('Enter')
    await sofia.getByRole('heading', { name: 'Choose a password of your own' }).waitFor()
    expectTrouble(refusalStatus)
    await sofia.getByLabel('New password').fill('unbelievable')
    await sofia.keyboard.press('Enter')
    await sees(sofia, /were stolen elsewhere/)
    await sofia.getByLabel('New password').fill('eleven wet umbrellas')
    await sofia.keyboard.press('Enter')
    await sofia.getByRole('heading', { name: 'Set up a second factor' }).waitFor()
    // Another page is no way around it.
    await sofia.goto('/oversight')
    await sofia.getByRole('button', { name: 'Set it up' }).click()
    const secret = ((await sofia.getByText(/^([A-Z2-7]{4} ?){8}$/).textContent()) ?? '').replaceAll(' ', '')
    await axeFindsNothing(sofia, 'setting up a second factor')
    await sofia.getByLabel('Code').fill(codeOf(secret))
    await sofia.keyboard.press('Enter')
    await sofia.getByRole('list', { name: 'Recovery codes' }).waitFor()
    await sofia.getByRole('button', { name: 'I have kept them' }).click()
    await sees(sofia, 'Who approves for whom')
  } finally {
    await sql`update desk set demo = true`.execute(database.db)
    await sql`delete from second_factors`.execute(database.db)
  }
})

test('two idle minutes before the end the desk says so, and one key stays; nobody there finds the sign-in over the page', async () => {
  const { sit, database, expectTrouble } = journeys
  const page = await sit('alex')
  await page.clock.install()
  await page.goto('/')
  await page.getByRole('heading', { name: 'Who is on the line?' }).waitFor()
  const idle = (minutes: number) =>
    sql`update sessions set last_seen_at = now() - make_interval(mins => ${minutes}::int)`.execute(
      database.db,
    )
  await idle(13)
  await page.clock.fastForward(13 * 60_000 + 10_000)
  const warning = page.getByRole('dialog', { name: 'Still there?' })
  await warning.waitFor()
  await warning.getByRole('button', { name: 'Stay signed in' }).click()
  await warning.waitFor({ state: 'hidden' })
  const kept = async () =>
    (
      await sql<{
        n: number
      }>`select count(*)::int as n from sessions where last_seen_at > now() - interval '1 minute'`.execute(
        database.db,
      )
    ).rows[0]?.n
  // The dialog goes at once; the desk is asked behind it.
  await expect.poll(kept, { timeout: 5_000 }).toBe(1)
  await idle(16)
  expectTrouble(refusalStatus)
  await page.clock.fastForward(16 * 60_000)
  await page.getByRole('dialog', { name: 'Sign in to go on' }).waitFor()
})
