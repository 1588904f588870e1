import { createServer } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'kysely'
import type { BrowserContext, Page } from 'playwright-core'
import { markupPayloads } from '#test/support/markup-payloads.ts'
import { drill } from './drill.ts'
import { look, openPages, type Pages } from './pages.ts'
import type { Stage } from './stage.ts'

/** Every column that holds what somebody wrote, and how much of it: what an owner of the database could put there. */
const texts: Record<string, Record<string, number>> = {
  accounts: { holder_name: 500, email: 300, street: 500, city: 300 },
  lines: { plan_name: 300 },
  adjustments: { note: 2000, decision_reason: 900, failed_because: 500, why_approval: 500 },
  approvals: { reason: 900 },
  reversals: { reason: 900 },
  reversal_requests: { reason: 900, decision_reason: 900 },
  settlements: { reason: 900 },
  drafts: { note: 2000, amount_text: 40 },
  credits: { failed_because: 500 },
  billing_items: { problem: 900 },
  notices: { body: 900, failed_because: 500 },
  outages: { name: 300, cause: 300, wording: 900, window_source: 300 },
  outage_sources: { remark: 900 },
  outage_sites: { cause: 300, market: 100 },
  impact_intervals: { site: 100 },
  reason_codes: { label: 300 },
  programmes: { cause: 300, ended_because: 900, returned_because: 900 },
  programme_runs: { because: 900, reason: 500 },
  run_left_out: { because: 500 },
  run_plans: { because: 500 },
  simulations: { because: 500 },
  staff: { name: 300 },
  staff_accounts: { reason: 500, relation: 200 },
  staff_changes: { name: 300, reason: 500, decision_reason: 500 },
  stop_switches: { reason: 500 },
  business_contacts: { name: 300 },
  contacts: { talks_to: 300, remark: 900, reason: 900 },
  account_events: { reason: 900 },
  desk_events: { reason: 900 },
  sessions: { browser: 300 },
  legal_holds: { reason: 500, release_reason: 500 },
  gl_codes: { title: 300 },
}

/** Markup in every field that holds text, on every page that shows it, with the policy on and off: nothing of it runs. */
export const markup = drill({
  name: 'W1',
  what: 'markup that would run, stored in every text and shown on every page, with the policy on and off',
  pages: true,
  minutes: 10,
  // Some 250 at a time: more than stand on the pages at once would not be seen.
  reduced: { payloads: 200, rounds: 1 },
  full: { payloads: 1500, rounds: 6 },
  async run(stage, tier) {
    const pages = await openPages(stage)
    const payloads = markupPayloads(stage.chance, tier.payloads)
    const figures = { payloads: payloads.length, fields: 0, pages: 0, shown: 0, fired: 0, control: 0 }
    const addresses = [...(await pages.addresses()), '/contacts']
    const unseen = new Set(payloads)
    for (let round = 0; round < tier.rounds; round += 1) {
      let share = payloads.filter((_payload, index) => index % tier.rounds === round)
      for (let planting = 0; planting < 3 && share.length > 0; planting += 1) {
        figures.fields = Math.max(figures.fields, await plant(pages, share))
        for (const bypassCSP of [false, true]) {
          const context = await pages.sit('morgan', { bypassCSP })
          const heard = watch(context, pages.desk.origin)
          const page = await context.newPage()
          for (const address of addresses) {
            // A page that is being led away may not even be looked at: what led it is heard all the same.
            await look(page, address).catch(() => {})
            const text = await within(
              5_000,
              page.evaluate(() => document.body.textContent ?? ''),
            ).catch(() => '')
            for (const payload of share) if (text.includes(payload)) unseen.delete(payload)
          }
          figures.pages += addresses.length
          await pause(200)
          figures.fired += heard.length
          for (const words of heard)
            stage.insist(false, `Markup ran (policy ${bypassCSP ? 'off' : 'on'}): ${words}.`)
          await context.close()
        }
        // Not every row that took something stands on a page: what nobody saw is planted again, over what was seen.
        share = share.filter((payload) => unseen.has(payload))
      }
    }
    figures.shown = payloads.length - unseen.size
    figures.control = await controlOf(stage, pages, payloads)
    stage.insist(figures.fields >= 30, `Only ${figures.fields} fields took what was planted.`)
    stage.insist(
      figures.shown >= payloads.length * 0.9,
      `Only ${figures.shown} of ${payloads.length} payloads were seen on a page.`,
    )
    stage.insist(
      figures.control > 0,
      'The same markup, put into a page as markup, did not run: nothing was shown.',
    )
    return figures
  },
})

/** What runs says so: by calling, by a dialog, by going elsewhere or by asking elsewhere. */
function watch(context: BrowserContext, origin: string): string[] {
  const heard: string[] = []
  void context.exposeFunction('hit', () => heard.push('it called'))
  const listen = (page: Page) => {
    page.on('dialog', (dialog) => {
      heard.push(`a dialog on ${page.url()}`)
      void dialog.dismiss().catch(() => {})
    })
    page.on('framenavigated', (frame) => {
      if (!frame.url().startsWith(origin) && frame.url() !== 'about:blank')
        heard.push(`it went to ${frame.url()}`)
    })
  }
  context.on('page', listen)
  context.on('request', (request) => {
    if (!request.url().startsWith(origin)) heard.push(`it asked ${request.url().slice(0, 100)}`)
  })
  return heard
}

/** As the owner, past every rule but the checks of the columns: each row gets its own stretch of the payloads. */
async function plant({ world: { database } }: Pages, payloads: string[]): Promise<number> {
  let fields = 0
  for (const [table, columns] of Object.entries(texts))
    for (const [column, most] of Object.entries(columns)) {
      const pieces = packed(payloads, most)
      const done = await database.db
        .transaction()
        .execute(async (tx) => {
          await sql`set local session_replication_role = replica`.execute(tx)
          await sql`update ${sql.table(table)} t set ${sql.ref(column)} = p.piece
            from (select ctid as at, row_number() over (order by ctid desc) - 1 as n from ${sql.table(table)}) r,
              unnest(${pieces}::text[]) with ordinality as p (piece, nth)
            where t.ctid = r.at and p.nth - 1 = r.n % ${pieces.length}::int`.execute(tx)
          return true
        })
        .catch(() => false)
      if (done) fields += 1
    }
  return fields
}

/** As many as fit into one text, separated so that each can be found on its own. */
function packed(payloads: string[], most: number): string[] {
  const pieces: string[] = []
  for (const payload of payloads) {
    const last = pieces.at(-1)
    if (last !== undefined && last.length + payload.length + 1 <= most)
      pieces[pieces.length - 1] = `${last} ${payload}`
    else pieces.push(payload.slice(0, most))
  }
  return pieces
}

/** A page whose script is held up by what it shows answers nobody. */
const within = <T>(ms: number, answer: Promise<T>): Promise<T> =>
  Promise.race([
    answer,
    pause(ms).then(() => {
      throw new Error(`Nothing came back within ${ms} ms.`)
    }),
  ])

/** The same payloads in a page that takes them as markup: how often something ran. */
async function controlOf(stage: Stage, pages: Pages, payloads: string[]): Promise<number> {
  const server = createServer((_asked, response) => {
    response.setHeader('content-type', 'text/html')
    response.end('<!doctype html><title>Control</title><div id="here"></div>')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  stage.later(() => server.close())
  const origin = `http://127.0.0.1:${(server.address() as { port: number }).port}`
  const context = await pages.browser.newContext()
  const heard = watch(context, origin)
  for (let at = 0; at < payloads.length; at += 100) {
    // What ran in the last one may have taken it anywhere, and for ever.
    const page = await context.newPage()
    await page.goto(origin).catch(() => {})
    const write = page.evaluate(
      (texts) => {
        for (const text of texts) {
          const div = document.createElement('div')
          div.innerHTML = text
          document.body.append(div)
        }
      },
      payloads.slice(at, at + 100),
    )
    await within(5_000, write).catch(() => {})
    await pause(300)
    await within(5_000, page.close()).catch(() => {})
  }
  await within(10_000, context.close()).catch(() => {})
  return heard.length
}
