import { gzipSync } from 'node:zlib'
import type { Page } from 'playwright-core'
import { demoPassword } from '#server/demo/staff.ts'
import { launchBrowser } from '#test/support/browser.ts'
import type { Figure } from './figures.ts'
import { accountIds } from './samples.ts'
import type { Stage } from './stage.ts'

const kilobyte = 1000

/** From the sign-in page to an account page one can give on, as a person walks it: what script was loaded by then. */
export async function scriptLoaded(stage: Stage): Promise<Figure[]> {
  const [account] = await accountIds(stage.database, 1)
  if (!account) throw new Error('There are no accounts.')
  const browser = await launchBrowser()
  try {
    const page = await browser.newPage()
    const scripts = new Map<string, Promise<Buffer>>()
    const asked: string[] = []
    page.on('response', (response) => {
      const url = new URL(response.url())
      if (/javascript/.test(response.headers()['content-type'] ?? ''))
        scripts.set(url.pathname, response.body())
      if (url.pathname.startsWith('/trpc/')) asked.push(...url.pathname.slice('/trpc/'.length).split(','))
    })
    await walk(page, stage.desk.origin, account)
    const sizes = await Promise.all(
      [...scripts].map(async ([path, body]) => ({ path, size: gzipSync(await body, { level: 9 }).length })),
    )
    const total = sizes.reduce((sum, { size }) => sum + size, 0) / kilobyte
    for (const { path, size } of sizes.sort((one, other) => other.size - one.size))
      stage.say(`script ${path}: ${(size / kilobyte).toFixed(1)} kB`)
    const pages = asked.filter((procedure) => procedure.startsWith('adjustments.')).length
    return [
      {
        work: 'sign-in to account page',
        unit: 'kB of script',
        ours: total,
        floor: null,
        ratio: null,
        reach: '≤ 260 kB',
        reached: total <= 260,
        aim: '≤ 180 kB',
        aimed: total <= 180,
        remark: `${sizes.length} files`,
      },
      {
        work: 'account page',
        unit: 'requests for its data',
        ours: pages,
        floor: null,
        ratio: null,
        reach: '1',
        reached: pages === 1,
        aim: '',
        aimed: null,
        remark: asked.join(' '),
      },
    ]
  } finally {
    await browser.close()
  }
}

async function walk(page: Page, origin: string, account: string): Promise<void> {
  await page.goto(`${origin}/sign-in`)
  await page.getByLabel('Username').fill('alex')
  await page.getByLabel('Password', { exact: true }).fill(demoPassword)
  await page.keyboard.press('Enter')
  await page.waitForURL((url) => !url.pathname.startsWith('/sign-in'))
  const search = page.getByRole('combobox', { name: 'Search accounts and requests' })
  await search.click()
  await search.pressSequentially(account)
  await page.getByRole('option').first().waitFor()
  await page.keyboard.press('Enter')
  await page.waitForURL(`**/accounts/${account}`)
  // The account opens when its caller is verified; an extract of a carrier has no passcodes.
  await page.getByRole('button', { name: /^Call back/ }).click()
  await page.getByRole('button', { name: 'They answered at the number of record' }).click()
  await page
    .getByLabel(/^Amount/)
    .first()
    .waitFor()
}
