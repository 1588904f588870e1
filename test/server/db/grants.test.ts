import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { Migrator, sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { appColumns, appRights, nobodys } from '#server/db/app-rights.ts'
import type { Db } from '#server/db/client.ts'
import { migrations } from '#server/db/migrations/all.ts'
import { openDatabase } from '#server/db/open-database.ts'
import { setUpRoles } from '#server/db/roles.ts'
import { databaseKind, freshTarget } from '#test/support/database.ts'
import { runSql, urlOf } from '#test/support/postgres-databases.ts'

/** Who may do what with every table, column, sequence, function and schema, whose they are, and where a function looks. */
async function rightsIn(db: Db): Promise<string[]> {
  const found = await sql<{ line: string }>`
    with things as (
      select c.oid::regclass::text as name, c.relowner as owner, coalesce(c.relacl, acldefault(case c.relkind when 'S' then 's'::"char" else 'r' end, c.relowner)) as acl
        from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'v', 'S')
      union all select a.attrelid::regclass || '.' || a.attname, c.relowner, a.attacl
        from pg_attribute a join pg_class c on c.oid = a.attrelid where c.relnamespace = 'public'::regnamespace and a.attacl is not null
      union all select p.oid::regprocedure || ' ' || coalesce(p.proconfig::text, ''), p.proowner, coalesce(p.proacl, acldefault('f', p.proowner))
        from pg_proc p where p.pronamespace = 'public'::regnamespace or p.pronamespace = 'pg_catalog'::regnamespace and p.proname ~ '^lo'
      union all select 'schema ' || n.nspname, n.nspowner, n.nspacl from pg_namespace n where n.nspname = 'public'
      union all select 'by default ' || d.defaclobjtype::text, d.defaclrole, d.defaclacl from pg_default_acl d)
    select t.name || ' of ' || t.owner::regrole || ': ' || coalesce(string_agg(
        case x.grantee when 0 then 'everybody' else x.grantee::regrole::text end || ' ' || x.privilege_type || case when x.is_grantable then ' further' else '' end,
        ', ' order by x.grantee::regrole::text, x.privilege_type), 'nobody') as line
    from things t left join lateral aclexplode(t.acl) x on true group by t.name, t.owner order by 1`.execute(
    db,
  )
  return found.rows.map(({ line }) => line)
}

describe.runIf(databaseKind === 'postgres')('npm run migrate', async () => {
  const fresh = await freshTarget()
  if (fresh.kind !== 'postgres') return
  const serverUrl = inject('postgresUrl')
  const name = `makeright_${randomBytes(6).toString('hex')}`
  const url = urlOf(serverUrl, name)
  const opened = { kind: 'postgres', url, poolSize: 2 } as const
  beforeAll(() => runSql(serverUrl, `create database ${name}`))
  afterAll(() => runSql(serverUrl, `drop database if exists ${name} with (force)`))

  const migrate = async (): Promise<void> => {
    const child = spawn(process.execPath, ['server/run.cjs', 'server/cli/migrate.ts'], {
      env: { ...process.env, DATABASE_URL: url },
      stdio: ['ignore', 'ignore', 'inherit'],
    })
    expect((await once(child, 'exit'))[0]).toBe(0)
  }

  test('brings a database of an older version, with rights of then and some that somebody added, to those of a new one', async () => {
    const older = await openDatabase(opened, { patient: true })
    const provider = { getMigrations: async () => migrations }
    const { error } = await new Migrator({ db: older.db, provider }).migrateTo('0020-contacts')
    expect(error).toBeUndefined()
    await older.close()
    for (const statement of [
      // What an older version gave: everything that was not a secret yet.
      'grant usage on schema public to makeright_read, makeright_audit',
      'grant select on all tables in schema public to makeright_read, makeright_audit',
      // What somebody gave in a hurry.
      'grant insert, update on accounts to makeright_read',
      'grant update (name) on staff to makeright_app',
      'grant update, delete, truncate on transfers, limit_levels, sign_ins to makeright_app',
      'grant update on all sequences in schema public to makeright_app',
      'grant select on sign_ins, accounts to public',
      'grant create on schema public to public, makeright_app',
      'grant execute on all functions in schema public to makeright_audit',
    ])
      await runSql(url, statement)
    await migrate()
    const [upgraded, made] = [await openDatabase(opened), await openDatabase(fresh)]
    try {
      const asNew = await rightsIn(made.db)
      expect(asNew.length).toBeGreaterThan(100)
      expect(await rightsIn(upgraded.db)).toEqual(asNew)
      await sql`grant update on limit_levels to makeright_app`.execute(upgraded.db)
      await sql`alter function refuse_change() reset search_path`.execute(upgraded.db)
      expect(await rightsIn(upgraded.db)).not.toEqual(asNew)
      // Nothing to migrate any more: the command sets the rights all the same.
      await setUpRoles(upgraded.db)
      expect(await rightsIn(upgraded.db)).toEqual(asNew)
    } finally {
      await Promise.all([upgraded.close(), made.close()])
    }
  })

  test('gives the server what server/db/app-rights.ts says of every table, once, and nothing else', async () => {
    const made = await openDatabase(fresh)
    try {
      const tables = await sql<{ name: string; rights: string; columns: string[] }>`
        select c.relname as name, coalesce((select string_agg(lower(x.privilege_type), ', ' order by array_position(array['SELECT', 'INSERT', 'UPDATE', 'DELETE'], x.privilege_type))
            from aclexplode(c.relacl) x where x.grantee = 'makeright_app'::regrole), '') as rights,
          array(select a.attname::text from pg_attribute a, aclexplode(a.attacl) x where a.attrelid = c.oid and x.grantee = 'makeright_app'::regrole order by 1) as columns
        from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'v') order by 1`.execute(
        made.db,
      )
      const said = Object.entries(appRights).flatMap(([rights, names]) =>
        names.map((name) => [name, rights] as const),
      )
      expect(tables.rows.map(({ name, rights }) => `${name}: ${rights}`)).toEqual(
        [...said.map(([name, rights]) => `${name}: ${rights}`), ...nobodys.map((name) => `${name}: `)].sort(),
      )
      for (const { name, columns } of tables.rows)
        expect(columns).toEqual([...(appColumns[name] ?? [])].sort())
    } finally {
      await made.close()
    }
  })
})
