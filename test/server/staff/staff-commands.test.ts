import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Database } from '#server/db/client.ts'
import { openDatabase } from '#server/db/open-database.ts'
import { browser } from '#test/support/calls.ts'
import { databaseKind, freshTarget } from '#test/support/database.ts'
import { deskJournal, furnishDesk } from '#test/support/desk.ts'
import { typed } from '#test/support/typed.ts'

/** Commands run beside a desk on a server only: the embedded database has one opener. */
describe.runIf(databaseKind === 'postgres')('what the owner types about people', async () => {
  const target = await freshTarget()
  let database: Database
  beforeAll(async () => {
    database = await openDatabase(target)
    await furnishDesk(database)
  })
  afterAll(() => database.close())

  test('a new first password is shown once, and signs in', async () => {
    const given = await typed(target, 'staff', 'new-password', 'adam', '--proof', 'Came with badge 1042.')
    const [, password = ''] = /for 72 hours with ([\w-]{20})\n$/.exec(given.out) ?? []
    expect(await browser(database).caller.staff.signIn({ username: 'adam', password })).toMatchObject({
      name: 'Adam Osei',
      signIn: { owes: 'password' },
    })
  })
  test('of whom a second factor is demanded is an event', async () => {
    expect((await typed(target, 'staff', 'demand-factor', 'all but agents')).code).toBe(0)
    expect(await deskJournal(database, 'demand-second-factor')).toMatchObject([
      { actor: null, detail: { of: 'all but agents' } },
    ])
  })
})
