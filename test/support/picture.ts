import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { launchBrowser } from './browser.ts'

/** `npm run picture`: starts a small demo, opens an account that shows everything, and takes the README's pictures. */
const root = fileURLToPath(new URL('../..', import.meta.url))
const folder = await mkdtemp(join(tmpdir(), 'makeright-picture-'))
const desk = spawn(process.execPath, ['--import', 'tsx', 'server/main.ts'], {
  cwd: root,
  env: { ...process.env, DATABASE_URL: '', PORT: '0', MAKERIGHT_DATA: folder },
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
  const browser = await launchBrowser()
  for (const colorScheme of ['light', 'dark'] as const) {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, colorScheme, deviceScaleFactor: 1 })
    const page = await context.newPage()
    await page.goto(`${address}/sign-in`)
    await page.getByLabel('Name', { exact: false }).first().fill('alex')
    await page.getByLabel('Password').fill('makeright-demo')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: /who is on the line/i }).waitFor()
    await page.goto(`${address}/requests`)
    await page.getByRole('row').nth(1).waitFor()
    await page.screenshot({ path: join(root, `docs/pictures/requests-${colorScheme}.png`) })
    await page.goto(`${address}/accounts/401000026`)
    await page.getByText('Everything that happened').waitFor()
    await page.waitForTimeout(500)
    await page.screenshot({ path: join(root, `docs/pictures/account-${colorScheme}.png`) })
    await context.close()
  }
  await browser.close()
  process.stdout.write('Pictures are in docs/pictures\n')
} finally {
  desk.kill('SIGTERM')
  await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 })
}
