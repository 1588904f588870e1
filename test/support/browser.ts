import { accessSync, constants } from 'node:fs'
import type { Browser, BrowserContext } from 'playwright-core'

const systemBrowsers = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]

/** Keeps a browser from calling home in a closed network. */
const quiet = [
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-quic',
  '--no-first-run',
]

/** Loaded when a browser is opened: it takes longer than all of ours. */
const driver = async () => (await import('playwright-core')).chromium

/** A real browser, or a failure that says what to install: a journey that skips itself proves nothing. */
export async function launchBrowser(): Promise<Browser> {
  return (await driver()).launch({ ...(await how()), headless: true, timeout: 30_000 })
}

/** A browser as people have one: what it keeps is in this folder, and Back may show a page that it kept whole. */
export async function launchProfile(folder: string, baseURL: string): Promise<BrowserContext> {
  return (await driver()).launchPersistentContext(folder, {
    ...(await how()),
    headless: true,
    timeout: 30_000,
    baseURL,
    ignoreDefaultArgs: ['--disable-back-forward-cache'],
  })
}

async function how(): Promise<{ executablePath: string; args: string[] }> {
  const found = [process.env.CHROMIUM_PATH, ...systemBrowsers].find((path) => path && isRunnable(path))
  const executablePath = found ?? (await packagedChromium())
  return { executablePath, args: ['--no-sandbox', ...quiet, ...(found ? [] : ['--headless=shell'])] }
}

async function packagedChromium(): Promise<string> {
  try {
    const { default: sparticuz } = await import('@sparticuz/chromium')
    return await sparticuz.executablePath()
  } catch (cause) {
    const words =
      'The tests need a browser: install `chromium` (Debian), or set CHROMIUM_PATH to a Chromium or Chrome.'
    throw new Error(words, { cause })
  }
}

function isRunnable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
