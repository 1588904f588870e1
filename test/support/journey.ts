import type { Server } from 'node:http'
import { fileURLToPath } from 'node:url'
import pino from 'pino'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect } from 'vitest'
import { buildClient } from '#server/build-client.ts'
import { readConfig } from '#server/config.ts'
import { watchRuns } from '#server/credits/watch-runs.ts'
import { watchSimulations } from '#server/credits/watch-simulations.ts'
import type { Database } from '#server/db/client.ts'
import { fillDemo } from '#server/demo/fill.ts'
import { makeApp } from '#server/edge/app.ts'
import { httpServer } from '#server/edge/http-server.ts'
import { setBudget } from '#server/ledger/budgets.ts'
import { Announcer } from '#server/live/announce.ts'
import { launchBrowser } from './browser.ts'
import { type Person, tokenOf } from './calls.ts'
import { freshDatabase } from './database.ts'
import { asTheDesk, outageId } from './desk.ts'

export type Look = { width?: number; height?: number; dark?: boolean }
export type Journeys = {
  readonly database: Database
  readonly address: string
  /** Somebody at a computer of their own, signed in; without a name, nobody is yet. */
  sit: (person: Person | null, look?: Look) => Promise<Page>
  /** Says that this test means to cause such an error on the browser's console. */
  expectTrouble: (pattern: RegExp) => void
}

/** A refusal is an answer with a status, and Chromium writes each of those on the console. */
export const refusalStatus = /the server responded with a status of 4\d\d/
export const cutConnection = /net::ERR_(FAILED|ABORTED|INTERNET_DISCONNECTED)/

/** One desk for a file of journeys: a small demo world, the server as main.ts runs it, and a real browser. */
export function openJourneys(
  /** What else is in the server's environment: a billing system of the test's. */
  environment: () => Promise<NodeJS.ProcessEnv> = async () => ({}),
): Journeys {
  let database: Database
  let address = ''
  let browser: Browser
  let stop: () => Promise<void> = async () => {}
  let contexts: BrowserContext[] = []
  let trouble: string[] = []
  let expected: RegExp[] = []

  beforeAll(async () => {
    const clientFolder = fileURLToPath(new URL('../../dist/client', import.meta.url))
    const opened = Promise.all([launchBrowser(), buildClient(clientFolder, () => {})])
    database = await freshDatabase()
    await fillDemo(database, { accounts: 300, onProgress: () => {} })
    // The demo's budget goes with its size; a small one would end in the middle of a file.
    await asTheDesk(database, (work) =>
      setBudget(work, { outageId, purpose: 'manual', total: 5_000_000n, currency: 'USD' }),
    )
    ;[browser] = await opened
    ;({ address, stop } = await serve(database, clientFolder, await environment()))
  })
  afterEach(async () => {
    await Promise.all(contexts.map((context) => context.close()))
    const unexpected = trouble.filter((words) => !expected.some((pattern) => pattern.test(words)))
    contexts = []
    trouble = []
    expected = []
    expect(unexpected, 'the browser’s console').toEqual([])
  })
  afterAll(async () => {
    await browser?.close()
    await stop()
  })

  return {
    get database() {
      return database
    },
    get address() {
      return address
    },
    expectTrouble: (pattern) => expected.push(pattern),
    async sit(person, { width = 1440, height = 900, dark = false } = {}) {
      const context = await browser.newContext({
        baseURL: address,
        viewport: { width, height },
        colorScheme: dark ? 'dark' : 'light',
        reducedMotion: 'reduce',
        permissions: ['clipboard-read', 'clipboard-write'],
      })
      contexts.push(context)
      context.setDefaultTimeout(15_000)
      context.on('console', (message) => {
        if (message.type() === 'error') trouble.push(message.text())
      })
      context.on('weberror', (error) => trouble.push(String(error.error())))
      await context.addInitScript(() => {
        document.addEventListener('securitypolicyviolation', (event) =>
          console.error(`Content-Security-Policy: ${event.violatedDirective} ${event.blockedURI}`),
        )
      })
      if (person) {
        const value = await tokenOf(database, person)
        await context.addCookies([{ name: 'makeright', value, url: address, sameSite: 'Strict' }])
      }
      return context.newPage()
    },
  }
}

async function serve(database: Database, clientFolder: string, environment: NodeJS.ProcessEnv) {
  const announcer = new Announcer(database)
  await announcer.start()
  const config = readConfig({ PORT: '0', ...environment })
  const server = httpServer(
    config,
    makeApp({ config, database, announcer, log: pino({ level: 'silent' }), clientFolder }),
  )
  await new Promise<void>((resolve) => server.listen(0, config.host, resolve))
  const who = { actor: null, tell: announcer.announce.bind(announcer) }
  const stopRuns = watchRuns(database, announcer, who, (error) => console.error(error))
  const stopSimulations = watchSimulations(database, announcer, who, config.database, (error) =>
    console.error(error),
  )
  const stop = async () => {
    await stopRuns()
    await stopSimulations()
    announcer.stop()
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
  return { address: `http://localhost:${portOf(server)}`, stop }
}

function portOf(server: Server): number {
  const address = server.address()
  if (typeof address !== 'object' || !address) throw new Error('The desk has no port.')
  return address.port
}
