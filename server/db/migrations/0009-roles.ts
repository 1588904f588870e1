import { type Kysely, sql } from 'kysely'

/**
 * Least privilege: `makeright_app` may do what the desk does and nothing else. The operator grants it to the role the
 * server signs in with; the owner keeps the migrations. A managed database may forbid creating roles: then the operator
 * makes it beforehand (docs/operations.md) and this only grants.
 */
const insertOnly = ['transfers', 'approvals', 'reversals', 'account_events', 'desk_events'] as const
const noDelete = [
  'accounts',
  'lines',
  'outages',
  'outage_sources',
  'outage_sites',
  'impact_intervals',
  'budgets',
  'budget_stripes',
  'programmes',
  'programme_runs',
  'credits',
  'adjustments',
  'claims',
  'drafts',
  'notices',
  'staff_days',
  'stop_switches',
  'desk',
] as const
const full = ['sessions', 'sign_in_failures', 'line_impacts'] as const
const readOnly = ['staff', 'sign_ins', 'limit_levels', 'reason_codes'] as const

export async function up(db: Kysely<never>): Promise<void> {
  await sql`
    do $$ begin
      if not exists (select from pg_roles where rolname = 'makeright_app') then
        create role makeright_app nologin;
      end if;
    exception when duplicate_object or unique_violation then null;
    end $$`.execute(db)
  const grant = async (rights: string, tables: readonly string[]) => {
    for (const table of tables)
      await sql`grant ${sql.raw(rights)} on ${sql.table(table)} to makeright_app`.execute(db)
  }
  await grant('select, insert', insertOnly)
  await grant('select, insert, update', noDelete)
  await grant('select, insert, update, delete', full)
  await grant('select', readOnly)
  // So that the server can tell that its schema is up to date without being its owner.
  await sql`grant select on kysely_migration to makeright_app`.execute(db)
  await sql`grant usage on schema public to makeright_app`.execute(db)
  await sql`grant usage on all sequences in schema public to makeright_app`.execute(db)
}
