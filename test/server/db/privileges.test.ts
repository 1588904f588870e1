import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { openDatabase } from '#server/db/open-database.ts'
import { give, signedIn } from '#test/support/calls.ts'
import { databaseKind, freshTarget } from '#test/support/database.ts'
import { furnishDesk } from '#test/support/desk.ts'
import { addAccount } from '#test/support/factories.ts'
import { runSql } from '#test/support/postgres-databases.ts'
import { attacks, refusalCodes } from '#test/support/privilege-attacks.ts'

describe.runIf(databaseKind === 'postgres')('somebody with a password of the desk', async () => {
  const target = await freshTarget()
  if (target.kind !== 'postgres') return
  const stamp = randomBytes(4).toString('hex')
  const people = { app: `app_${stamp}`, read: `read_${stamp}`, audit: `audit_${stamp}` }
  const clients = new Map<string, pg.Client>()
  const of = (who: string): pg.Client => clients.get(who) as pg.Client

  beforeAll(async () => {
    const database = await openDatabase(target)
    await furnishDesk(database)
    const accountId = await addAccount(database)
    const { adjustmentId } = await give(await signedIn(database, 'alex'), accountId, { amount: 5000n })
    const sofia = await signedIn(database, 'sofia')
    await sofia.adjustments.approve({ accountId, adjustmentId, amount: '5000', reason: '' })
    const morgan = await signedIn(database, 'morgan')
    await morgan.adjustments.reverse({ accountId, adjustmentId, amount: '1000', reason: 'too much' })
    await give(await signedIn(database, 'alex'), await addAccount(database), { amount: 5000n })
    await database.close()
    for (const [kind, name] of Object.entries(people)) {
      await runSql(inject('postgresUrl'), `create role ${name} login in role makeright_${kind}`)
      const url = new URL(target.url)
      url.username = name
      const client = new pg.Client({ connectionString: url.href })
      await client.connect()
      clients.set(kind, client)
    }
  })
  afterAll(async () => {
    for (const client of clients.values()) await client.end()
    for (const name of Object.values(people)) await runSql(inject('postgresUrl'), `drop role ${name}`)
  })

  describe.each(Object.keys(people))('as makeright_%s', (who) => {
    test.each(attacks)('cannot: %s', async (attack) => {
      // One that PostgreSQL takes outside of a transaction only.
      if (!attack.startsWith('alter system')) await of(who).query('begin')
      try {
        await expect(of(who).query(attack)).rejects.toMatchObject({
          code: expect.stringMatching(refusalCodes),
        })
      } finally {
        await of(who).query('rollback')
      }
    })
  })

  test('v5.0.0-13.2.2 the reading roles write nothing at all, and see no secret', async () => {
    const { rows } = await of('read').query<{ table_name: string }>(
      "select table_name from information_schema.table_privileges where privilege_type <> 'SELECT' and grantee in ('makeright_read', 'makeright_audit')",
    )
    expect(rows).toEqual([])
    for (const who of ['read', 'audit'])
      for (const table of ['sessions', 'sign_ins', 'sign_in_failures', 'passcodes', 'caller_codes'])
        await expect(of(who).query(`select * from ${table}`)).rejects.toMatchObject({ code: '42501' })
    for (const table of ['accounts', 'lines', 'notices', 'drafts', 'business_contacts'])
      await expect(of('audit').query(`select * from ${table}`)).rejects.toMatchObject({ code: '42501' })
    for (const table of ['transfers', 'account_events', 'adjustments', 'reversals', 'unknown_outcomes'])
      expect((await of('audit').query(`select * from ${table}`)).rowCount).toBeGreaterThanOrEqual(0)
  })

  test('every table belongs to the owner’s role, which cannot sign in', async () => {
    const { rows } = await of('app').query(
      "select tablename, tableowner from pg_tables where schemaname = 'public' and tableowner <> 'makeright_owner'",
    )
    expect(rows).toEqual([])
    const owner = await of('app').query(
      "select rolcanlogin, rolsuper from pg_roles where rolname = 'makeright_owner'",
    )
    expect(owner.rows).toEqual([{ rolcanlogin: false, rolsuper: false }])
  })
})
