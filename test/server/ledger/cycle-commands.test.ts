import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { bringUpToDate } from '#server/db/migrate.ts'
import { openDatabase } from '#server/db/open-database.ts'
import { give, signedIn } from '#test/support/calls.ts'
import { databaseKind, freshTarget } from '#test/support/database.ts'
import { furnishDesk } from '#test/support/desk.ts'
import { addAccount } from '#test/support/factories.ts'

const folder = mkdtempSync(join(tmpdir(), 'makeright-commands-'))
afterAll(() => rmSync(folder, { recursive: true }))
const fresh = await freshTarget()
const target = fresh.kind === 'pglite' ? { ...fresh, folder } : fresh

/** One command line, as an operator types it. */
async function typed(command: string, ...args: string[]): Promise<{ code: number | null; said: string }> {
  const child = spawn(process.execPath, ['server/run.cjs', join('server', 'cli', `${command}.ts`), ...args], {
    env: {
      PATH: process.env.PATH,
      ...(target.kind === 'postgres' ? { DATABASE_URL: target.url } : { MAKERIGHT_DATA: folder }),
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let said = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text
  })
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve))
  return { code, said }
}

test('on the command line the cycle is turned and the month reconciled, alone, with a statement and for machines', {
  timeout: 60_000,
}, async () => {
  const database = await openDatabase(target)
  if (databaseKind === 'pglite') await bringUpToDate(database)
  await furnishDesk(database, { businessDate: '2024-03-08' })
  const alex = await signedIn(database, 'alex')
  const accountId = await addAccount(database)
  await give(alex, accountId, { amount: 500n })
  const { transferId } = await database.db
    .selectFrom('transfers')
    .select('transferId')
    .executeTakeFirstOrThrow()
  await database.close()

  const turned = await typed('cycle', '--until', '2024-03-14')
  expect(turned.code).toBe(0)
  expect(turned.said.trim().split('\n')).toEqual([
    '2024-03-08: 0 queued, 0 accepted, 0 applied, 0 failed',
    '2024-03-09: 1 queued, 0 accepted, 0 applied, 0 failed',
    '2024-03-10: 0 queued, 0 accepted, 0 applied, 0 failed',
    '2024-03-11: 0 queued, 1 accepted, 0 applied, 0 failed',
    '2024-03-12: 0 queued, 0 accepted, 0 applied, 0 failed',
    '2024-03-13: 0 queued, 0 accepted, 0 applied, 0 failed',
    '2024-03-14: 0 queued, 0 accepted, 1 applied, 0 failed',
  ])

  const alone = await typed('books', 'reconcile', '--month', '2024-03')
  expect(alone.code).toBe(0)
  expect(alone.said).toContain('The parts add up to the ledger.')
  expect(alone.said).toMatch(/all, USD +\$5\.00 +\$0\.00 +\$0\.00 +\$0\.00 +\$5\.00 +\$0\.00\n/)
  expect(alone.said).toContain('differences=0')

  const statement = join(folder, 'statement.csv')
  await writeFile(
    statement,
    `externalId,accountId,direction,amount,currency\nmakeright-${transferId},${accountId},credit,4.00,USD\n`,
  )
  const compared = await typed('books', 'reconcile', '--month', '2024-03', '--statement', statement, '--json')
  expect(compared.code).toBe(1)
  expect(JSON.parse(compared.said)).toMatchObject({
    month: '2024-03',
    ties: true,
    differences: [{ kind: 'amount_differs', key: `makeright-${transferId}`, accountId }],
  })
})
