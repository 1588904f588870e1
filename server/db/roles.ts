import { sql } from 'kysely'
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
 * makeright_app is what the server may do (each migration grants it), makeright_read reads, makeright_audit reads without
 * personal data. Set up anew after each migration, so that a new table is never forgotten. What this sign-in may not do
 * (a managed database may keep roles to itself) is left to the operator: docs/operations.md.
 */
export async function setUpRoles(db: Db): Promise<void> {
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
  await handOver(db)
  await takeFromEverybody(db)
  await grantReading(db, 'makeright_read', secrets)
  await grantReading(db, 'makeright_audit', [...secrets, ...personal])
}

/** Tables and functions that this sign-in made belong to the owner's role, so that any of its members can migrate. */
async function handOver(db: Db): Promise<void> {
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

async function grantReading(db: Db, role: string, without: readonly string[]): Promise<void> {
  const there = await sql<{
    name: string
  }>`select rolname as name from pg_roles where rolname = ${role}`.execute(db)
  if (there.rows.length === 0) return
  await sql`grant usage on schema public to ${sql.id(role)}`.execute(db)
  await sql`grant select on all tables in schema public to ${sql.id(role)}`.execute(db)
  await sql`revoke all on ${sql.join(without.map((table) => sql.table(table)))} from ${sql.id(role)}`.execute(
    db,
  )
}
