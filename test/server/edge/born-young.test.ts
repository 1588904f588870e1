import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import express from 'express'
import { expect, onTestFinished, test } from 'vitest'
import { readConfig } from '#server/config.ts'
import { httpServer } from '#server/edge/http-server.ts'

test('a request and its answer are born as Express would make them: given another prototype, V8 would keep them', async () => {
  const app = express()
  app.get('/', (request, response) => void response.json({ path: request.path, app: request.app === app }))
  const server = httpServer(readConfig({}), app)
  const born: unknown[] = []
  server.prependListener('request', (request, response) => {
    born.push(Object.getPrototypeOf(request), Object.getPrototypeOf(response))
  })
  server.listen(0, '127.0.0.1')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  await once(server, 'listening')

  const { port } = server.address() as AddressInfo
  const answer = await fetch(`http://127.0.0.1:${port}/`)
  expect(await answer.json()).toEqual({ path: '/', app: true })
  expect(born).toHaveLength(2)
  expect(born[0]).toBe(app.request)
  expect(born[1]).toBe(app.response)
})
