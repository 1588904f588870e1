import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { CompiledQuery } from 'kysely'
import pg from 'pg'
import { expect, onTestFinished, test } from 'vitest'
import { PgDriver } from '#server/db/pg-driver.ts'

const message = (type: string, body: Buffer): Buffer => {
  const head = Buffer.alloc(5)
  head.write(type, 'latin1')
  head.writeInt32BE(body.length + 4, 1)
  return Buffer.concat([head, body])
}
const welcome = [message('R', Buffer.alloc(4)), message('Z', Buffer.from('I'))]
const told = 'SFATAL\0C57P01\0Mterminating connection due to administrator command\0\0'

test('a connection that PostgreSQL ends in the packet that opened it is an error of its query, and not the end of the desk', async () => {
  const server = createServer((socket) => {
    socket.on('error', () => {})
    socket.once('data', () => socket.end(Buffer.concat([...welcome, message('E', Buffer.from(told))])))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const pool = new pg.Pool({ host: '127.0.0.1', port, user: 'desk', database: 'desk', max: 1 })
  const driver = new PgDriver(pool, () => undefined)
  onTestFinished(async () => {
    await driver.destroy()
    server.close()
  })

  for (let times = 0; times < 3; times += 1) {
    const connection = await driver.acquireConnection()
    await expect(connection.executeQuery(CompiledQuery.raw('select 1'))).rejects.toThrow()
    await driver.releaseConnection(connection)
    expect(pool.totalCount).toBe(0)
  }
})
