import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { openDatabase } from '#server/db/open-database.ts'
import { give, signedIn } from '#test/support/calls.ts'
import { databaseKind, freshTarget } from '#test/support/database.ts'
import { furnishDesk } from '#test/support/desk.ts'
import { addAccount } from '#test/support/factories.ts'
import { runSql } from '#test/support/postgres-databases.ts'

/** What somebody would try who had got hold of a password of one of the desk's roles. Each has to fail for all three. */
const attacks = [
  'update transfers set amount = amount + 1',
  'delete from transfers',
  'truncate transfers',
  'truncate accounts cascade',
  'delete from adjustments',
  'delete from account_events',
  "update account_events set action = 'nothing'",
  'delete from desk_events',
  "update desk_events set action = 'nothing'",
  'delete from approvals',
  'update approvals set approved_by = approved_by + 1',
  'update reversals set amount = 1',
  'delete from reversal_requests',
  'update adjustments set requested = requested + 1',
  'update adjustments set requested_by = requested_by + 1',
  'update adjustments set granted = granted - 1 where granted is not null',
  'update adjustments set decided_by = requested_by',
  'update budget_stripes set taken = -1',
  'update budget_stripes set taken = allotted + 1',
  "update staff set role = 'manager'",
  'update limit_levels set per_action = 100000000',
  "insert into staff (name, role) values ('Mallory', 'manager')",
  "insert into sign_ins values ('mallory', 1, 'x')",
  'alter table transfers disable trigger all',
  'alter table transfers owner to current_user',
  'drop trigger permanent on transfers',
  'drop table transfers',
  'create table transfers2 (id int)',
  'create function mine() returns int language sql as $$ select 1 $$',
  'create or replace function refuse_change() returns trigger language plpgsql as $$ begin return new; end $$',
  "set session_replication_role = 'replica'",
  'set role makeright_owner',
  'set session authorization makeright',
  'grant makeright_owner to current_user',
  'alter role current_user superuser',
  'create role mallory superuser',
  'create extension file_fdw',
  'create trigger t before insert on transfers for each row execute function refuse_change()',
  'select lo_create(0)',
  "select lo_from_bytea(0, 'x')",
  "select lo_import('/etc/passwd')",
  "select pg_read_file('/etc/passwd')",
  "copy transfers to '/tmp/stolen'",
  "copy (select 1) to program 'id'",
  'alter system set fsync = off',
  'select pg_reload_conf()',
  'select rolpassword from pg_authid',
  'delete from kysely_migration',
  'lock table transfers in access exclusive mode',
]

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
      await of(who).query('begin')
      try {
        await expect(of(who).query(attack)).rejects.toMatchObject({ code: expect.any(String) })
      } finally {
        await of(who).query('rollback')
      }
    })
  })

  test('the reading roles write nothing at all, and see no secret', async () => {
    const { rows } = await of('read').query<{ table_name: string }>(
      "select table_name from information_schema.table_privileges where privilege_type <> 'SELECT' and grantee in ('makeright_read', 'makeright_audit')",
    )
    expect(rows).toEqual([])
    for (const who of ['read', 'audit'])
      for (const table of ['sessions', 'sign_ins', 'sign_in_failures'])
        await expect(of(who).query(`select * from ${table}`)).rejects.toMatchObject({ code: '42501' })
    for (const table of ['accounts', 'lines', 'notices', 'drafts'])
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
