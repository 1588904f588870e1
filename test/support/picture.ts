import { spawn } from 'node:child_process'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'
import type { AccountPage, Queue } from '#shared/adjustments/views.ts'
import { launchBrowser } from './browser.ts'
import { verifyCaller } from './journey-steps.ts'

/** `npm run picture`: starts a small demo, opens an account that shows everything, and takes the README's pictures. */
const root = fileURLToPath(new URL('../..', import.meta.url))
const pictures = join(root, 'docs/pictures')
const accounts = 1_500
const folder = await mkdtemp(join(tmpdir(), 'makeright-picture-'))
const desk = spawn(process.execPath, ['server/run.cjs', 'server/main.ts'], {
  cwd: root,
  env: {
    ...process.env,
    DATABASE_URL: '',
    PORT: '0',
    MAKERIGHT_DATA: join(folder, 'demo'),
    MAKERIGHT_DEMO_ACCOUNTS: String(accounts),
    // It looks at each account for the one that shows most, quicker than a person may.
    LOOKS_PER_MINUTE: '100000',
  },
  stdio: ['ignore', 'pipe', 'inherit'],
})
try {
  const address = await new Promise<string>((resolve, reject) => {
    let told = ''
    desk.stdout.on('data', (chunk: Buffer) => {
      told += chunk.toString()
      const ready = /http:\/\/localhost:\d+/.exec(told)
      if (ready) resolve(ready[0])
    })
    desk.once('exit', () => reject(new Error(`The desk did not start:\n${told}`)))
  })
  await mkdir(pictures, { recursive: true })
  const browser = await launchBrowser()
  let telling: string | null = null
  for (const colorScheme of ['light', 'dark'] as const) {
    const take = async (page: Page, name: string) => {
      await page.getByText('live', { exact: true }).waitFor()
      await page.screenshot({ path: join(pictures, `${name}-${colorScheme}.png`) })
    }
    const sit = async (username: string) => {
      const context = await browser.newContext({
        baseURL: address,
        viewport: { width: 1440, height: 900 },
        colorScheme,
        reducedMotion: 'reduce',
      })
      const page = await context.newPage()
      await page.goto('/sign-in')
      await page.getByLabel('Username').fill(username)
      await page.getByLabel('Password').fill('makeright-demo')
      await page.keyboard.press('Enter')
      await page.getByRole('heading', { name: 'Who is on the line?' }).waitFor()
      return page
    }
    const sofia = await sit('sofia')
    const { items } = await ask<Queue>(sofia, 'adjustments.queue', { show: 'waiting' })
    const request = items.find((item) => item.may.approve.ok) ?? items[0]
    if (!request) throw new Error('The demo has no request to show.')
    await sofia.goto(`/requests/${request.accountId}/${request.adjustmentId}`)
    await sofia.getByRole('form', { name: `Decide ${request.number}` }).waitFor()
    await take(sofia, 'requests')

    const alex = await sit('alex')
    telling ??= await tellingAccount(sofia)
    await alex.goto(`/accounts/${telling}`)
    await verifyCaller(alex)
    await alex.keyboard.press('o')
    await alex.getByRole('button', { name: /^Post \$/ }).waitFor()
    await take(alex, 'account')
  }
  await browser.close()
  process.stdout.write('Pictures are in docs/pictures\n')
} finally {
  desk.kill('SIGTERM')
  await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 })
}

/** Asks the desk as its own page does. */
async function ask<T>(page: Page, path: string, input: object): Promise<T> {
  const answer = await page.evaluate(
    async ([to, body]) => {
      const response = await fetch(`/trpc/${to}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-makeright': '1' },
        body,
      })
      return response.json()
    },
    [path, JSON.stringify(input)] as const,
  )
  if (!('result' in answer)) throw new Error(`${path} was refused: ${JSON.stringify(answer)}`)
  return answer.result.data as T
}

/** Four to six lines of which one was spared, an end that is not certain, a credit under way, an offer above zero. */
async function tellingAccount(page: Page): Promise<string> {
  let best = { accountId: '', score: -1 }
  for (let number = 401_000_000; number < 401_000_000 + accounts; number++) {
    const accountId = String(number)
    const { account, lines, credit, offer, adjustments } = await ask<AccountPage>(
      page,
      'adjustments.accountPage',
      { accountId },
    )
    if (account.type !== 'consumer' || lines.length < 4 || lines.length > 6 || offer.amount.minor === '0')
      continue
    const lost = lines.filter((line) => line.secondsLost > 0)
    const underWay = credit.given && ['queued', 'accepted'].includes(credit.credit.billing)
    const score = [
      underWay,
      underWay,
      lines.some((line) => line.uncertainSeconds > 0),
      lines.some((line) => line.uncertainSeconds > 0),
      lines.some((line) => line.pieces.length > 1),
      lost.length >= 3,
      lost.length < lines.length,
      lines.length === 5,
      adjustments.length === 0,
    ].filter(Boolean).length
    if (score > best.score) best = { accountId, score }
  }
  return best.accountId
}
