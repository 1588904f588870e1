import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'kysely'
import type { Page } from 'playwright-core'
import { launchProfile } from '#test/support/browser.ts'
import { drill } from './drill.ts'
import { look, openPages } from './pages.ts'
import type { World } from './world.ts'

/** Words that stand nowhere else: of a customer, and of what somebody typed. */
const canaries = {
  holder_name: 'Quillabrax Canaryfeather',
  email: 'quillabrax@canary-mail.example',
  street: '77 Canarywing Terrace',
  note: 'canarynote-of-what-was-typed',
}
const words = Object.values(canaries)
const signingOut = 'right after signing out'
const typedWord = 'Quillabrax'

/** After signing out nothing of a customer is on the screen or on the disk, whatever way back is tried. */
export const signedOut = drill({
  name: 'W5',
  what: 'Back, the page kept whole, reload and offline after signing out; and the browser’s folder searched for customers',
  pages: true,
  minutes: 1,
  reduced: { times: 1 },
  full: { times: 5 },
  async run(stage, tier) {
    const pages = await openPages(stage)
    const { desk, world } = pages
    const [first] = (
      await sql<{ accountId: string; request: string }>`
        select account_id, account_id || '/' || adjustment_id as request from adjustments where state = 'requested' limit 1`.execute(
        world.database.db,
      )
    ).rows
    const accountId = first?.accountId ?? ''
    await plant(world, accountId)
    const figures = { times: tier.times, seen: 0, waysback: 0, shown: 0, files: 0, ondisk: 0 }
    const folder = join(stage.scratch, 'profile')
    for (let time = 0; time < tier.times; time += 1) {
      const context = await launchProfile(folder, desk.origin)
      context.setDefaultTimeout(15_000)
      try {
        const token = await pages.tokenOf('morgan')
        await context.addCookies([{ name: 'makeright', value: token, url: desk.origin, sameSite: 'Strict' }])
        const page = await context.newPage()
        await look(page, '/')
        await page.getByRole('combobox').first().fill(typedWord)
        await page
          .getByText(canaries.holder_name)
          .first()
          .waitFor({ timeout: 5000 })
          .catch(() => {})
        if (await shows(page)) figures.seen += 1
        await look(page, `/accounts/${accountId}`)
        if (await shows(page)) figures.seen += 1
        const note = page.locator('textarea').first()
        await note.fill(canaries.note, { timeout: 2000 }).catch(() => {})
        await look(page, `/requests/${first?.request ?? ''}`)
        if (await shows(page)) figures.seen += 1
        // Elsewhere in the same tab, so that the browser may keep the page whole; signed out in another tab.
        await page.goto('about:blank')
        const other = await context.newPage()
        await look(other, `/accounts/${accountId}`)
        await other.getByRole('button', { name: /signed in/ }).click()
        await other.getByRole('button', { name: 'Sign out', exact: true }).click()
        await other.waitForURL(/sign-in/)
        const ways: Record<string, () => Promise<unknown>> = {
          [signingOut]: async () => {},
          Back: () => other.goBack({ timeout: 5000 }),
          reload: () => other.reload({ timeout: 5000 }),
          'Back to the page kept whole': () => page.goBack({ timeout: 5000 }),
          'Back once more': () => page.goBack({ timeout: 5000 }),
          Forward: () => page.goForward({ timeout: 5000 }),
          'offline, reload': async () => {
            await context.setOffline(true)
            await page.reload({ timeout: 5000 })
          },
          'offline, Back': () => page.goBack({ timeout: 5000 }),
        }
        for (const [way, go] of Object.entries(ways)) {
          await go().catch(() => {})
          // What a page does when it is shown again takes a moment; what it shows before that counts as well.
          const at = [page, other].filter((each) => each.url() !== 'about:blank')
          for (const each of way === signingOut ? [] : at)
            if (await shows(each)) {
              figures.shown += 1
              stage.insist(false, `A customer was on the screen for a moment after signing out: ${way}.`)
            }
          await pause(150)
          figures.waysback += 1
          for (const each of at)
            stage.insist(!(await shows(each)), `A customer is on the screen after signing out: ${way}.`)
        }
      } finally {
        await context.close()
      }
    }
    for (const path of filesIn(folder)) {
      figures.files += 1
      const bytes = readFileSync(path)
      const found = words.filter(
        (word) => bytes.includes(word) || bytes.includes(Buffer.from(word, 'utf16le')),
      )
      if (found.length > 0) figures.ondisk += 1
      stage.insist(found.length === 0, `The browser keeps "${found[0]}" in ${path.slice(folder.length)}.`)
    }
    stage.insist(figures.seen >= 2 * tier.times, `The customer was seen on ${figures.seen} pages only.`)
    return figures
  },
})

/** Past the rule that a changed address is told to the customer. */
async function plant({ database }: World, accountId: string): Promise<void> {
  await database.db.transaction().execute(async (tx) => {
    await sql`set local session_replication_role = replica`.execute(tx)
    await sql`update accounts set holder_name = ${canaries.holder_name}, name_words = ${canaries.holder_name.toLowerCase()}, email = ${canaries.email},
      street = ${canaries.street} where account_id = ${accountId}`.execute(tx)
  })
}

/** On the screen or behind what covers it: what is in the page can be looked at. */
const shows = (page: Page): Promise<boolean> =>
  page
    .evaluate(
      (all) => all.some((word) => document.documentElement.textContent?.includes(word) ?? false),
      words,
    )
    .catch(() => false)

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true })
    .map((name) => join(folder, String(name)))
    .filter((path) => {
      try {
        return statSync(path).isFile()
      } catch {
        return false
      }
    })
}
