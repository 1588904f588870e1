import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { openJourneys } from '#test/support/journey.ts'
import { customerWith } from '#test/support/journey-accounts.ts'
import { live, openAccount, sees } from '#test/support/journey-steps.ts'

const journeys = openJourneys()

/** What sticks out of the page to the right, which would make it scroll sideways. */
const tooWide = (page: Page) =>
  page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement
    return scrollWidth > clientWidth ? `${scrollWidth} in ${clientWidth}` : ''
  })

test.each([
  ['1440x900', 1440, 900],
  ['1280x720', 1280, 720],
  ['1440x900 at 200 % zoom', 720, 450],
])('no page scrolls sideways at %s', async (_words, width, height) => {
  const { database, sit } = journeys
  const page = await sit('sofia', { width, height })
  const request = await database.db
    .selectFrom('adjustments')
    .select(['accountId', 'adjustmentId'])
    .where('state', '=', 'requested')
    .executeTakeFirstOrThrow()
  await openAccount(page, await customerWith(database, { lines: [4, 9] }))
  expect(await tooWide(page), 'account').toBe('')
  for (const path of [
    '/',
    '/requests',
    `/requests/${request.accountId}/${request.adjustmentId}`,
    '/oversight',
    '/people',
    '/desk',
    '/no/such/page',
  ]) {
    await page.goto(path)
    await page.getByRole('heading', { level: 1 }).waitFor()
    await page.waitForLoadState('networkidle').catch(() => {})
    expect(await tooWide(page), path).toBe('')
  }
  const stranger = await sit(null, { width, height })
  await stranger.goto('/sign-in')
  await sees(stranger, 'This is a demo.')
  expect(await tooWide(stranger), 'sign-in').toBe('')
})

test('nothing on the account page moves by itself, neither while it loads nor while one types', async () => {
  const { database, sit } = journeys
  const page = await sit('alex', { width: 1280, height: 720 })
  await page.addInitScript(() => {
    const moved: string[] = []
    Object.assign(window, { moved })
    type Source = { node: Node | null; previousRect: DOMRect; currentRect: DOMRect }
    type Shift = PerformanceEntry & { hadRecentInput: boolean; sources: Source[] }
    const place = ({ x, y, width, height }: DOMRect) => [x, y, width, height].map(Math.round).join(' ')
    new PerformanceObserver((list) => {
      for (const { hadRecentInput, sources } of list.getEntries() as Shift[])
        for (const { node, previousRect, currentRect } of sources)
          if (!hadRecentInput)
            moved.push(`${node?.textContent?.slice(0, 40)}: ${place(previousRect)} to ${place(currentRect)}`)
    }).observe({ type: 'layout-shift', buffered: true })
  })
  const customer = await customerWith(database, { lines: [4, 6], credit: 'accepted' })
  await openAccount(page, customer)
  await page.keyboard.press('c')
  await page.keyboard.type('3.75')
  await page.getByRole('button', { name: 'Post $3.75' }).waitFor()
  await live(page)
  await page.evaluate(
    () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))),
  )
  expect(await page.evaluate(() => (window as unknown as { moved: string[] }).moved)).toEqual([])
})
