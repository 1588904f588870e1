import { join } from 'node:path'
import { sql } from 'kysely'
import type { BrowserContext, Page } from 'playwright-core'
import { demoPasscode } from '#server/demo/callers.ts'
import { makeSecretsFile } from '#server/staff/secret-box.ts'
import { launchBrowser } from '#test/support/browser.ts'
import { verifyCaller } from '#test/support/journey-steps.ts'
import { call } from './calling.ts'
import type { Desk } from './desks.ts'
import { drill } from './drill.ts'
import { look } from './pages.ts'
import { outageId, type World } from './world.ts'

/** Of a customer, of what a caller says and of what somebody types: each stands nowhere else in the world. */
const canaries = {
  firstName: 'Quillabraxa',
  lastName: 'Canaryfeather',
  email: 'quillabraxa@canary-mail.example',
  phone: '+13035557731',
  linePhone: '+17205556642',
  street: '77 Canarywing Terrace',
  city: 'Canaryville',
  postalCode: '80977',
  imsi: '310410987654321',
  businessContact: 'Zephyrine Canarybird',
  wrongPasscode: '918273',
  newPasscode: '736455',
  wrongCode: '564738',
  note: 'canarynote-of-what-was-typed',
  card: '4111 1111 1111 1111',
  newEmail: 'new-canary@canary-post.example',
  newPhone: '+13035558842',
  newStreet: '5 Canarynest Way',
  searchedName: 'Canaryseeker',
  searchedEmail: 'searched@canary-seek.example',
} as const
/** As they might be written: a number with and without its country and its signs. */
const spellings = Object.entries(canaries).flatMap(([name, value]) => {
  const local = value.replace(/^\+1/, '')
  const forms = /^\+1\d{10}$/.test(value)
    ? [
        local,
        `(${local.slice(0, 3)}) ${local.slice(3, 6)}-${local.slice(6)}`,
        `${local.slice(0, 3)}-${local.slice(3, 6)}-${local.slice(6)}`,
      ]
    : [value, encodeURIComponent(value), value.replaceAll(' ', '')]
  return [...new Set(forms)].map((form) => ({ name, form: form.toLowerCase() }))
})
const foundIn = (text: string): string[] => {
  const all = text.toLowerCase()
  return [...new Set(spellings.filter(({ form }) => all.includes(form)).map(({ name }) => name))]
}

/** Twenty words go through everything that people do with a customer; none of them is in what is left behind. */
export const canariesDrill = drill({
  name: 'A7',
  what: 'twenty planted values through full use, errors included; logs, addresses, titles, journal and browser searched for them',
  pages: true,
  minutes: 1,
  reduced: { rounds: 1 },
  full: { rounds: 4 },
  async run(stage, tier) {
    const cluster = await stage.cluster()
    const world = await stage.world(cluster, { accounts: 20 })
    const secrets = join(stage.scratch, 'secrets')
    makeSecretsFile(secrets)
    const [desk] = (await stage.desks(world, 1, {
      MAKERIGHT_SECRETS_FILE: secrets,
      LOG_LEVEL: 'debug',
    })) as [Desk]
    const browser = await launchBrowser()
    stage.later(() => browser.close())
    const accountId = world.freshAccount()
    await plant(world, accountId)
    const left = { addresses: '', titles: '', storage: '', console: '', controls: 0 }
    for (let round = 0; round < tier.rounds; round += 1) {
      for (const name of ['alex', 'sofia']) {
        const context = await browser.newContext({ baseURL: desk.origin, reducedMotion: 'reduce' })
        context.setDefaultTimeout(20_000)
        const [token = ''] = await world.sessions(await world.staffId(name), 1)
        await context.addCookies([{ name: 'makeright', value: token, url: desk.origin, sameSite: 'Strict' }])
        context.on('request', (request) => {
          left.addresses += `${request.url()} ${request.headers().referer ?? ''}\n`
        })
        context.on('console', (message) => {
          left.console += `${message.text()}\n`
        })
        const page = await context.newPage()
        left.controls += await use(page, accountId)
        await misuse(desk.origin, token, accountId)
        left.titles += `${await page.title()}\n`
        left.storage += await kept(context, page)
        await context.close()
      }
    }
    const journal = await sql<{ all: string }>`
      select coalesce(string_agg(all_of, ' '), '') as all from (
        select action || detail::text || coalesce(address, '') as all_of from account_events
        union all select action || detail::text || coalesce(address, '') from desk_events) e`.execute(
      world.database.db,
    )
    const places: Record<string, string> = {
      'the application’s log': desk.heard(),
      'the error output': desk.complained(),
      'PostgreSQL’s log': cluster.heard(),
      'an address': left.addresses,
      'a title': left.titles,
      'the browser’s storage': left.storage,
      'the browser’s console': left.console,
      'the journal': journal.rows[0]?.all ?? '',
    }
    let hits = 0
    for (const [place, text] of Object.entries(places))
      for (const name of foundIn(text)) {
        hits += 1
        stage.insist(false, `A customer’s ${name} stands in ${place}.`)
      }
    stage.insist(
      left.controls >= 4 * tier.rounds,
      `The planted values were seen ${left.controls} times only: nothing was used.`,
    )
    stage.insist(places['PostgreSQL’s log'] !== '', 'PostgreSQL wrote no log: nothing was searched.')
    return {
      planted: Object.keys(canaries).length,
      seen: left.controls,
      bytes: Object.values(places).reduce((sum, text) => sum + text.length, 0),
      hits,
    }
  },
})

/** Past the rule that a changed record is told to the customer: they are planted and not changed. */
async function plant({ database }: World, accountId: string): Promise<void> {
  const { firstName, lastName, email, phone, linePhone, street, city, postalCode, imsi, businessContact } =
    canaries
  await database.db.transaction().execute(async (tx) => {
    await sql`set local session_replication_role = replica`.execute(tx)
    await sql`update accounts set holder_name = ${`${firstName} ${lastName}`}, name_words = ${`${firstName} ${lastName}`.toLowerCase()}, email = ${email},
      contact_phone = ${phone}, street = ${street}, city = ${city}, postal_code = ${postalCode}, type = 'small_business' where account_id = ${accountId}`.execute(
      tx,
    )
    await sql`update lines set phone = ${linePhone}, imsi = ${imsi} where account_id = ${accountId}`.execute(
      tx,
    )
    await sql`insert into business_contacts (account_id, name_words, name) values (${accountId}, ${businessContact.toLowerCase()}, ${businessContact})`.execute(
      tx,
    )
  })
}

/** What people do at the desk with a customer. Answers how often a planted value was really on the screen. */
async function use(page: Page, accountId: string): Promise<number> {
  let seen = 0
  const shows = async (word: string) => {
    const there = await page
      .getByText(word)
      .filter({ visible: true })
      .first()
      .waitFor({ timeout: 3000 })
      .then(
        () => true,
        () => false,
      )
    if (there) seen += 1
  }
  await look(page, '/')
  for (const text of [
    canaries.lastName,
    canaries.phone,
    canaries.email,
    canaries.imsi,
    canaries.searchedName,
    canaries.searchedEmail,
  ]) {
    await page.getByRole('combobox').first().fill(text)
    await page
      .getByText(/Canaryfeather|No account for/)
      .first()
      .waitFor({ timeout: 3000 })
      .catch(() => {})
  }
  await look(page, `/accounts/${accountId}`)
  await shows(canaries.lastName)
  const passcode = page.getByLabel('Passcode')
  if (await passcode.isVisible().catch(() => false)) {
    await passcode.fill(canaries.wrongPasscode)
    await page.keyboard.press('Enter')
    await page
      .getByText(/not the passcode/)
      .first()
      .waitFor({ timeout: 3000 })
      .catch(() => {})
    await page
      .locator('main')
      .click({ position: { x: 2, y: 2 } })
      .catch(() => {})
  }
  await verifyCaller(page)
  await page.getByRole('button', { name: 'Show the e-mail address' }).click()
  await page.getByLabel('Why').fill('To confirm it.')
  await page.keyboard.press('Enter')
  await shows(canaries.email)
  const note = page.getByLabel('Note on the account')
  await note.fill(`${canaries.note} ${canaries.card}`)
  await page.getByText(/looks like a card number/).waitFor()
  await page.getByLabel('Amount').fill('1.10')
  const saved = page
    .waitForResponse((answer) => answer.url().includes('saveDraft'), { timeout: 3000 })
    .catch(() => {})
  await note.fill(`${canaries.note} and more`)
  await saved
  return seen
}

/** What goes wrong on the way: unreadable input, refused changes, characters that the database does not take. */
async function misuse(origin: string, token: string, accountId: string): Promise<void> {
  const talk = { accountId, talksTo: 'business' }
  const gift = { accountId, outageId, amount: '100', reasonCode: 'goodwill' }
  const tries: [string, unknown][] = [
    ['contacts.checkBusinessContact', { accountId, name: canaries.businessContact }],
    ['contacts.checkPasscode', { ...talk, passcode: `${canaries.wrongPasscode}\u0000` }],
    ['contacts.checkCode', { ...talk, code: canaries.wrongCode }],
    ['contacts.change', { accountId, what: 'passcode', passcode: canaries.newPasscode }],
    [
      'contacts.change',
      { accountId, what: 'passcode', passcode: canaries.newPasscode.slice(0, 3), more: canaries.newPasscode },
    ],
    ['contacts.change', { accountId, what: 'email', email: `${canaries.newEmail} no address` }],
    ['contacts.change', { accountId, what: 'phone', phone: `${canaries.newPhone}99999999` }],
    [
      'contacts.change',
      {
        accountId,
        what: 'address',
        street: `${canaries.newStreet}\u0000`,
        city: 'X',
        state: 'CO',
        postalCode: '8',
      },
    ],
    ['adjustments.preview', { ...gift, note: `${canaries.note}\u0000`, colour: canaries.card }],
    [
      'adjustments.saveDraft',
      { accountId, draftId: canaries.note, amountText: canaries.card, reasonCode: '', note: canaries.note },
    ],
    ['adjustments.openDraft', { accountId: canaries.email, outageId: canaries.lastName }],
    ['accounts.search', { text: `${canaries.searchedName}\u0000`, more: canaries.searchedEmail }],
    ['accounts.recent', { accountIds: [canaries.newEmail] }],
    ['contacts.reveal', { accountId, what: canaries.phone, reason: 'x' }],
    [`adjustments.${canaries.note}`, { accountId: canaries.phone }],
  ]
  for (const [procedure, input] of tries) await call(origin, { token, procedure, input })
  await call(origin, {
    token,
    procedure: 'contacts.checkPasscode',
    input: { ...talk, passcode: demoPasscode },
  })
}

/** All that the browser keeps of the desk. */
const kept = async (context: BrowserContext, page: Page): Promise<string> =>
  JSON.stringify([
    await context.storageState({ indexedDB: true }),
    await page.evaluate(async () => [
      { ...localStorage },
      { ...sessionStorage },
      window.name,
      history.state,
      await indexedDB.databases(),
      await (typeof caches === 'undefined' ? [] : caches.keys()),
    ]),
  ])
