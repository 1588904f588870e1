import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'kysely'
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core'
import { openDatabase } from '#server/db/open-database.ts'
import { fillDemo } from '#server/demo/fill.ts'
import { launchBrowser } from '#test/support/browser.ts'
import type { Desk } from './desks.ts'
import { newDatabase } from './migrated-data.ts'
import type { Stage } from './stage.ts'
import { letTheDeskIn, type World, worldOver } from './world.ts'

/** A desk with the demo's people and customers, as somebody opens it in a browser. */
export type Pages = {
  world: World
  desk: Desk
  browser: Browser
  /** A token of a new session of one of the demo's people. */
  tokenOf(username: string): Promise<string>
  /** A browser of their own, signed in. */
  sit(username: string, options?: BrowserContextOptions): Promise<BrowserContext>
  /** Every page of the desk, with numbers of things that are there. */
  addresses(): Promise<string[]>
}

export async function openPages(stage: Stage, setup: Record<string, string> = {}): Promise<Pages> {
  const cluster = await stage.cluster()
  const name = 'pages'
  const ownerUrl = await newDatabase(cluster, name)
  const database = await openDatabase({ kind: 'postgres', url: ownerUrl, poolSize: 4 }, { patient: true })
  stage.later(() => database.close())
  await fillDemo(database, { accounts: 300, onProgress: () => {} })
  await letTheDeskIn(ownerUrl)
  const world = worldOver(database, { name, ownerUrl, accounts: 0 })
  const [[desk], browser] = await Promise.all([stage.desks(world, 1, setup), launchBrowser()])
  stage.later(() => browser.close())
  if (!desk) throw new Error('There is no desk.')
  const tokenOf = async (username: string) => {
    const [token = ''] = await world.sessions(await world.staffId(username), 1)
    return token
  }
  return {
    world,
    desk,
    browser,
    tokenOf,
    async sit(username, options = {}) {
      const context = await browser.newContext({ baseURL: desk.origin, reducedMotion: 'reduce', ...options })
      stage.later(() => context.close())
      context.setDefaultTimeout(20_000)
      await context.addCookies([
        { name: 'makeright', value: await tokenOf(username), url: desk.origin, sameSite: 'Strict' },
      ])
      return context
    },
    async addresses() {
      const { rows } = await sql<{
        accounts: string[]
        requests: string[]
        programmes: string[]
        runs: string[]
      }>`
        select array(select account_id from (select account_id from adjustments order by adjustment_id desc limit 3) a) as accounts,
          array(select account_id || '/' || adjustment_id from adjustments where state = 'requested' limit 2) as requests,
          array(select distinct programme_id from programmes) as programmes,
          array(select run_id::text from programme_runs limit 1) as runs`.execute(database.db)
      const found = rows[0]
      return [
        '/',
        ...(found?.accounts ?? []).map((each) => `/accounts/${each}`),
        '/requests',
        '/requests?show=decided',
        ...(found?.requests ?? []).map((each) => `/requests/${each}`),
        '/programmes',
        '/programmes/new',
        ...(found?.programmes ?? []).map((each) => `/programmes/${each}`),
        '/runs',
        ...(found?.runs ?? []).map((each) => `/runs/${each}`),
        '/promises',
        '/promises/month',
        '/journal',
        '/people',
        '/desk',
        '/profile',
      ]
    },
  }
}

/** Opens a page and waits until it has shown what it asked for. */
export async function look(page: Page, address: string): Promise<void> {
  await page.goto(address)
  await page
    .waitForFunction(
      () =>
        document.querySelector('h1') !== null &&
        performance
          .getEntriesByType('resource')
          .some(({ name }) => name.includes('/trpc/') && !name.includes('live.changes')),
      undefined,
      { timeout: 4000 },
    )
    .catch(() => {})
  await pause(100)
}
