import { sql } from 'kysely'
import { inOneStep } from '../work.ts'
import { appColumns, appFunctions, appRights, nobodys } from './app-rights.ts'
import type { Db } from './client.ts'

/** Nobody who only reads sees what opens the desk or proves a caller; the auditor's reading holds ids and money, and no customer's name. */
const secrets = [
  'sessions',
  'sign_ins',
  'sign_in_failures',
  'sign_in_names',
  'second_factors',
  'used_time_steps',
  'recovery_codes',
  'provider_steps',
  'passcodes',
  'caller_codes',
]
const personal = ['accounts', 'lines', 'notices', 'drafts', 'business_contacts']

/**
 * Four roles without a sign-in of their own, which an operator grants: makeright_owner has the tables and migrates,
 * makeright_app is what the server may do (app-rights.ts), makeright_read reads, makeright_audit reads without personal
 * data. Set up anew after each migration and by `npm run migrate`, all at once: what was granted before and is not said
 * here is gone. What this sign-in may not do (a managed database may keep roles to itself) is left to the operator:
 * docs/operations.md.
 */
export async function setUpRoles(db: Db): Promise<void> {
  await inOneStep(db, async (tx) => {
    await sql`select pg_advisory_xact_lock(hashtext('makeright roles'))`.execute(tx)
    await makeRoles(tx)
    await handOver(tx)
    await takeFromEverybody(tx)
    const there = await sql<{ name: string }>`
      select rolname as name from pg_roles where rolname in ('makeright_app', 'makeright_read', 'makeright_audit')`.execute(
      tx,
    )
    const ours = await ownThings(tx)
    await sql`revoke all on ${named(ours.tables)} from public`.execute(tx)
    for (const { name } of there.rows) await takeFrom(tx, name, ours)
    const roles = new Set(there.rows.map(({ name }) => name))
    if (roles.has('makeright_app')) await grantServing(tx, ours)
    if (roles.has('makeright_read')) await grantReading(tx, 'makeright_read', ours, secrets)
    if (roles.has('makeright_audit'))
      await grantReading(tx, 'makeright_audit', ours, [...secrets, ...personal])
  })
}

async function makeRoles(db: Db): Promise<void> {
  await sql`
    do $$ declare one name; begin
      foreach one in array array['makeright_owner', 'makeright_app', 'makeright_read', 'makeright_audit']::name[] loop
        begin
          if not exists (select from pg_roles where rolname = one) then
            execute format('create role %I nologin', one);
          end if;
        exception when duplicate_object or unique_violation or insufficient_privilege then null;
        end;
      end loop;
      begin
        if not pg_has_role('makeright_owner', 'member') then execute format('grant makeright_owner to %I', current_user); end if;
      exception when insufficient_privilege or undefined_object then null;
      end;
    end $$`.execute(db)
}

/**
 * Tables and functions that this sign-in made belong to the owner's role, so that any of its members can migrate. A
 * trigger looks for its tables in this schema first: a temporary table of the same name must not stand before one.
 */
async function handOver(db: Db): Promise<void> {
  await sql`
    do $$ declare one record; begin
      for one in select p.oid::regprocedure as name from pg_proc p
        where p.pronamespace = current_schema()::regnamespace and p.prorettype = 'trigger'::regtype and p.proconfig is null
          and pg_has_role(p.proowner, 'usage') and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')
      loop execute format('alter function %s set search_path = %I, pg_temp', one.name, current_schema()); end loop;
    end $$`.execute(db)
  await sql`
    do $$ declare one record; begin
      if not exists (select from pg_roles where rolname = 'makeright_owner') or not pg_has_role('makeright_owner', 'member') then return; end if;
      execute format('grant usage, create on schema %I to makeright_owner', current_schema());
      for one in select c.oid::regclass as name from pg_class c
        where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p', 'v') and c.relowner = current_user::regrole
          and not exists (select from pg_depend d where d.objid = c.oid and d.deptype = 'e')
      loop execute format('alter table %s owner to makeright_owner', one.name); end loop;
      for one in select p.oid::regprocedure as name from pg_proc p
        where p.pronamespace = current_schema()::regnamespace and p.proowner = current_user::regrole
          and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')
      loop execute format('alter function %s owner to makeright_owner', one.name); end loop;
    exception when insufficient_privilege then null;
    end $$`.execute(db)
}

/** Large objects are a place to write that no grant on a table covers; a schema that anybody may fill hides a false table. */
async function takeFromEverybody(db: Db): Promise<void> {
  await sql`
    do $$ declare one record; begin
      begin
        execute format('revoke create on schema %I from public', current_schema());
      exception when insufficient_privilege then null;
      end;
      begin
        for one in select p.oid::regprocedure as name from pg_proc p
          where p.pronamespace = 'pg_catalog'::regnamespace and (p.proname like 'lo\\_%' or p.proname in ('loread', 'lowrite'))
        loop execute format('revoke execute on function %s from public', one.name); end loop;
      exception when insufficient_privilege then null;
      end;
    end $$`.execute(db)
}

type Ours = { tables: string[]; sequences: string[]; functions: string[] }

/** What this schema has of ours, quoted: an extension's tables and functions may lie in it as well, and are not ours to grant. */
async function ownThings(db: Db): Promise<Ours> {
  const found = await sql<Ours>`
    with own as (
      select c.oid::regclass::text as name, c.relkind from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'S')
        and not exists (select from pg_depend d where d.objid = c.oid and d.deptype = 'e'))
    select array(select name from own where relkind <> 'S') as tables, array(select name from own where relkind = 'S') as sequences,
      array(select p.oid::regprocedure::text from pg_proc p where p.pronamespace = 'public'::regnamespace
        and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')) as functions`.execute(
    db,
  )
  return found.rows[0] as Ours
}
const named = (names: readonly string[]) => sql.raw(names.join(', '))

/** Whatever it was granted, and any of the other roles. */
async function takeFrom(db: Db, role: string, ours: Ours): Promise<void> {
  // A table that is not listed yet keeps what its migration gave the server; a test asks for its line.
  const tables =
    role === 'makeright_app' ? listed([...Object.values(appRights).flat(), ...nobodys]) : named(ours.tables)
  await sql`revoke all on ${tables} from ${sql.id(role)}`.execute(db)
  await sql`revoke all on sequence ${named(ours.sequences)} from ${sql.id(role)}`.execute(db)
  await sql`revoke all on function ${named(ours.functions)} from ${sql.id(role)}`.execute(db)
  await sql`revoke all on schema public from ${sql.id(role)}`.execute(db)
  await sql`
    do $$ declare one record; begin
      for one in select r.rolname as granted, m.rolname as member from pg_auth_members a join pg_roles r on r.oid = a.roleid join pg_roles m on m.oid = a.member
        where m.rolname in ('makeright_app', 'makeright_read', 'makeright_audit') and r.rolname like 'makeright\\_%'
      loop execute format('revoke %I from %I', one.granted, one.member); end loop;
    exception when insufficient_privilege then null;
    end $$`.execute(db)
  await sql`grant usage on schema public to ${sql.id(role)}`.execute(db)
}

const listed = (tables: readonly string[]) => sql.join(tables.map((table) => sql.table(table)))

async function grantServing(db: Db, ours: Ours): Promise<void> {
  for (const [rights, tables] of Object.entries(appRights))
    await sql`grant ${sql.raw(rights)} on ${listed(tables)} to makeright_app`.execute(db)
  for (const [table, columns] of Object.entries(appColumns))
    await sql`grant update (${sql.join(columns.map((column) => sql.ref(column)))}) on ${sql.table(table)} to makeright_app`.execute(
      db,
    )
  for (const name of appFunctions)
    await sql`grant execute on function ${sql.raw(name)} to makeright_app`.execute(db)
  await sql`grant usage on sequence ${named(ours.sequences)} to makeright_app`.execute(db)
}

async function grantReading(db: Db, role: string, ours: Ours, without: readonly string[]): Promise<void> {
  await sql`grant select on ${named(ours.tables)} to ${sql.id(role)}`.execute(db)
  await sql`revoke all on ${listed([...without, ...nobodys])} from ${sql.id(role)}`.execute(db)
}
