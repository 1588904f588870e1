import { createServer, request } from 'node:http'
import express from 'express'
import pino from 'pino'
import { afterAll, expect, test } from 'vitest'
import { readConfig } from '#server/config.ts'
import { type HookBounds, hooks } from '#server/edge/hooks.ts'
import { rateBound } from '#server/edge/rate-bound.ts'
import { Announcer } from '#server/live/announce.ts'
import { secret, tell } from '#test/support/biller.ts'
import { openDesk } from '#test/support/desk.ts'

const database = await openDesk()
const partner = { url: new URL('http://127.0.0.1:1/billing'), secrets: [secret] as [string] }

/** Only what hears the carrier's systems, with bounds of its own. */
async function hearing(bounds: HookBounds): Promise<string> {
  const app = express()
  app.use(
    '/hooks',
    hooks({
      config: { ...readConfig({}), billing: partner },
      database,
      announcer: new Announcer(database),
      log: pino({ level: 'silent' }),
      bounds,
    }),
  )
  const server = createServer(app)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  afterAll(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  return `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`
}
const post = (desk: string) => fetch(`${desk}/hooks/billing`, { method: 'POST', body: '{}' })

test('who calls too often waits as long as it is told, signed or not, and others do not wait for it', async () => {
  const desk = await hearing({ atOnce: 16, rate: { most: 3, perSecond: 0.01 } })
  expect((await tell(desk, '/hooks/billing', { no: 'event' })).status).toBe(400)
  expect((await post(desk)).status).toBe(401)
  expect((await post(desk)).status).toBe(401)
  const away = await post(desk)
  expect(away.status).toBe(429)
  expect(Number(away.headers.get('retry-after'))).toBeGreaterThan(90)
  expect(await away.json()).toEqual({ reason: 'Too many calls.' })
  expect((await tell(desk, '/hooks/billing', { no: 'event' })).status).toBe(429)
})

test('the rate is kept for each caller by itself, and is full again after a pause', () => {
  const waitOf = rateBound({ most: 2, perSecond: 2 })
  expect([0, 0, 0, 100].map((ms) => waitOf('one', ms))).toEqual([0, 0, 1, 1])
  expect(waitOf('other', 100)).toBe(0)
  expect([600, 700, 1_200].map((ms) => waitOf('one', ms))).toEqual([0, 1, 0])
  expect([60_000, 60_000, 60_000].map((ms) => waitOf('one', ms))).toEqual([0, 0, 1])
})

test('calls whose bodies do not arrive hold only so many places of one address, and give them back', async () => {
  const desk = await hearing({ atOnce: 16, rate: { most: 1_000, perSecond: 1_000 } })
  const hanging = await Promise.all(
    Array.from({ length: 4 }, async () => {
      const call = request(`${desk}/hooks/billing`, {
        method: 'POST',
        headers: { 'content-length': '1000', expect: '100-continue' },
      })
      call.on('error', () => {})
      // The server has begun with it when it asks for the body.
      await new Promise((resolve) => {
        call.once('continue', resolve)
        call.flushHeaders()
      })
      return call
    }),
  )
  const away = await post(desk)
  expect([away.status, away.headers.get('retry-after')]).toEqual([429, '1'])
  for (const call of hanging) call.destroy()
  await expect.poll(async () => (await post(desk)).status).toBe(401)
})
