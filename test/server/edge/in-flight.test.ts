import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import { sql } from 'kysely'
import { expect, onTestFinished, test } from 'vitest'
import { inFlight } from '#server/edge/in-flight.ts'
import { tokenOf } from '#test/support/calls.ts'
import { openDesk } from '#test/support/desk.ts'
import { addAccount } from '#test/support/factories.ts'
import { httpDesk } from '#test/support/http-desk.ts'

const database = await openDesk()
const accountId = await addAccount(database)
// Eight at once: six that look, four of them of one person.
const desk = await httpDesk(database, { CALLS_AT_ONCE: '8' })
const [alex, sam, sofia] = (await Promise.all(
  ['alex', 'sam', 'sofia'].map((name) => tokenOf(database, name)),
)) as [string, string, string]
const search = (token: string) => desk.ask(token, 'accounts.search', { text: 'Customer' })
const change = (token: string) => desk.ask(token, 'adjustments.settle', { accountId })

/** While `during` runs, nobody's session can be read: whatever is admitted waits. */
async function whileNothingMoves(during: () => Promise<void>): Promise<void> {
  let open: () => void = () => {}
  const gate = new Promise<void>((resolve) => {
    open = resolve
  })
  let closed: () => void = () => {}
  const isClosed = new Promise<void>((resolve) => {
    closed = resolve
  })
  const holding = database.db.transaction().execute(async (tx) => {
    await sql`lock table desk in access exclusive mode`.execute(tx)
    closed()
    await gate
  })
  await isClosed
  try {
    await during()
  } finally {
    open()
    await holding
  }
}

test('one person’s searches are bounded, others go on, changes go first, and who is turned away hears it at once', async () => {
  expect((await fetch(`${desk.url}/ready`)).status).toBe(200)
  const admitted: Promise<{ status: number }>[] = []
  await whileNothingMoves(async () => {
    const ofAlex = Array.from({ length: 5 }, () => search(alex))
    const began = performance.now()
    const turnedAway = await Promise.race(ofAlex)
    expect(performance.now() - began).toBeLessThan(500)
    expect([turnedAway.status, turnedAway.envelope?.code, turnedAway.headers.get('retry-after')]).toEqual([
      429,
      'SLOW_DOWN',
      '1',
    ])
    admitted.push(...ofAlex)

    const ofSam = [search(sam), search(sam), search(sam)]
    const busy = await Promise.race(ofSam)
    expect([busy.status, busy.envelope?.code, busy.envelope?.retry, busy.headers.get('retry-after')]).toEqual(
      [503, 'BUSY', 'after:1', '1'],
    )
    admitted.push(...ofSam)

    const changes = [change(alex), change(sofia), change(sam)]
    const full = await Promise.race(changes)
    expect(full.envelope).toMatchObject({ code: 'BUSY', saved: false })
    expect(full.envelope?.message).toContain('Not saved')
    admitted.push(...changes)

    expect((await fetch(`${desk.url}/live`)).status).toBe(200)
    expect((await fetch(`${desk.url}/ready`)).status).toBe(200)
  })
  const statuses = (await Promise.all(admitted)).map(({ status }) => status)
  expect(statuses.filter((status) => status === 200)).toHaveLength(8)
  expect((await search(alex)).status).toBe(200)
  expect((await change(alex)).status).toBe(200)
})

test('more than are worked on side by side wait in line: money has its own, and half a second is the longest', async () => {
  const app = express()
  const atWork: string[] = []
  const endings = new Map<string, () => void>()
  const waitsUntil = (holds: () => boolean) => expect.poll(holds, { interval: 5 }).toBe(true)
  const closed: string[] = []
  app.use((request, response, next) => {
    response.once('close', () => closed.push(request.path))
    next()
  })
  app.use(
    inFlight({
      limits: { most: 8, mostLooking: 6, mostOfOne: 6, atWork: 1 },
      kindOf: (path) => (path.startsWith('give') ? 'change' : 'look'),
      whoAsks: () => 'alex',
      refuse: (response, refusal) => void response.status(refusal.status).send(refusal.code),
    }),
  )
  app.post('/:name', (request, response) => {
    atWork.push(request.params.name)
    endings.set(request.params.name, () => void response.send('done'))
  })
  const server = createServer(app).listen(0, '127.0.0.1')
  onTestFinished(() => void server.close())
  await once(server, 'listening')
  const ask = (name: string, signal?: AbortSignal) =>
    fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/${name}`, {
      method: 'POST',
      ...(signal ? { signal } : {}),
    }).then((answer) => answer.text())

  const first = ask('look-1')
  await waitsUntil(() => atWork.includes('look-1'))
  const left = new AbortController()
  const gone = ask('look-2', left.signal).catch(() => 'gone')
  const third = ask('look-3')
  const give = ask('give-1')
  await waitsUntil(() => atWork.includes('give-1'))
  expect(atWork).toEqual(['look-1', 'give-1'])
  left.abort()
  expect(await gone).toBe('gone')
  await waitsUntil(() => closed.includes('/look-2'))
  endings.get('look-1')?.()
  expect(await first).toBe('done')
  await waitsUntil(() => atWork.includes('look-3'))
  // Whoever left the line is not worked on, and keeps nobody from it.
  expect(atWork).toEqual(['look-1', 'give-1', 'look-3'])

  expect(await ask('look-4')).toBe('BUSY')
  for (const name of ['look-3', 'give-1']) endings.get(name)?.()
  expect(await Promise.all([third, give])).toEqual(['done', 'done'])
})
