import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { verifyBooks } from '#server/ledger/verify-books.ts'
import { fillBooks } from '#test/support/books-world.ts'
import { openDesk } from '#test/support/desk.ts'

test('speed', async () => {
  const database = await openDesk()
  await sql`set statement_timeout = 0`.execute(database.db)
  const n = Number(process.env.N ?? 1)
  await fillBooks(database, { credits: 700 * n, posted: 200 * n, requests: 50 * n })
  const seen: [string, number][] = []
  let last = performance.now()
  let name = ''
  const report = await verifyBooks(database, (rule) => {
    const t = performance.now()
    seen.push([name, t - last])
    last = t
    name = rule.rule
  })
  seen.push([name, performance.now() - last])
  console.info(seen.map(([a, b]) => `${b.toFixed(0)} ${a}`).join('\n'), report.seconds, report.transfers)
  expect(report.broken).toEqual([])
}, 300_000)
