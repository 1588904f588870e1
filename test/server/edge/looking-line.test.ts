import { once } from 'node:events'
import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { initTRPC } from '@trpc/server'
import express from 'express'
import { expect, onTestFinished, test } from 'vitest'
import { Places } from '#server/db/places.ts'
import { jsonCalls } from '#server/edge/json-calls.ts'

const t = initTRPC.context<object>().create()
const named = t.procedure.input((input) => String(input))
const waitsUntil = (holds: () => boolean) => expect.poll(holds, { interval: 5 }).toBe(true)

/** Calls that end when the test says so, one look at a time. */
async function openLine() {
  const atWork: string[] = []
  const left: string[] = []
  const endings = new Map<string, () => void>()
  const work = async (name: string) => {
    atWork.push(name)
    await new Promise<void>((resolve) => endings.set(name, resolve))
    return 'done'
  }
  const app = express()
  app.use((request, response, next) => {
    response.once('close', () => left.push(String(request.headers['x-name'])))
    next()
  })
  app.use(
    jsonCalls({
      router: t.router({
        look: named.query(({ input }) => work(input)),
        give: named.mutation(({ input }) => work(input)),
      }),
      largest: 1000,
      mostCalls: 10,
      line: new Places(1, 500),
      turnAway: (response) => void response.status(503).send('turned away'),
      contextOf: () => ({}),
      onError: () => {},
    }),
  )
  const server = createServer(app).listen(0, '127.0.0.1')
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const ask = async (kind: 'look' | 'give', name: string, signal?: AbortSignal) => {
    const answer = await fetch(`http://127.0.0.1:${port}/${kind}`, {
      method: 'POST',
      headers: { 'x-name': name },
      body: JSON.stringify(name),
      ...(signal ? { signal } : {}),
    })
    return answer.text()
  }
  return { port, atWork, left, ask, end: (name: string) => endings.get(name)?.() }
}

test('looks beyond those at work wait in line; money goes past, who left is not worked on, half a second is the longest', async () => {
  const { atWork, left, ask, end } = await openLine()
  const first = ask('look', 'first')
  await waitsUntil(() => atWork.includes('first'))
  const hangsUp = new AbortController()
  const gone = ask('look', 'gone', hangsUp.signal).catch(() => 'gone')
  const third = ask('look', 'third')
  const give = ask('give', 'money')
  await waitsUntil(() => atWork.includes('money'))
  hangsUp.abort()
  expect(await gone).toBe('gone')
  await waitsUntil(() => left.includes('gone'))
  end('first')
  expect(await first).toContain('done')
  await waitsUntil(() => atWork.includes('third'))
  expect(atWork).toEqual(['first', 'money', 'third'])

  expect(await ask('look', 'late')).toBe('turned away')
  for (const name of ['third', 'money']) end(name)
  expect(await Promise.all([third, give])).toEqual([
    expect.stringContaining('done'),
    expect.stringContaining('done'),
  ])
})

test('whoever sends a body slowly takes nobody’s turn', async () => {
  const { port, atWork, ask, end } = await openLine()
  const slow = connect(port, '127.0.0.1')
  onTestFinished(() => void slow.destroy())
  slow.write('POST /look HTTP/1.1\r\nhost: desk\r\ncontent-length: 10\r\n\r\n"sl')
  const quick = ask('look', 'quick')
  await waitsUntil(() => atWork.includes('quick'))
  end('quick')
  expect(await quick).toContain('done')
})
