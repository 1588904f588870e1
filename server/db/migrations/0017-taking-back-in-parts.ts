import { type Kysely, sql } from 'kysely'

/** What an account had too much may lie in several of its credits: so a plan may have several rows for an account. */
export async function up(db: Kysely<never>): Promise<void> {
  for (const table of ['run_plans', 'run_left_out']) {
    await sql`alter table ${sql.table(table)} add column part int not null default 1 check (part > 0)`.execute(
      db,
    )
    await sql`alter table ${sql.table(table)} drop constraint ${sql.ref(`${table}_pkey`)}`.execute(db)
    await sql`alter table ${sql.table(table)} add primary key (account_id, run_id, part)`.execute(db)
  }
  // What a run paid, or what a correction lists as too much: two questions, each with its own approval.
  await sql`alter table programme_runs add column takes text check (takes in ('paid', 'excess'))`.execute(db)
  await sql`update programme_runs set takes = 'paid' where kind = 'reversal'`.execute(db)
  await sql`alter table programme_runs add constraint taking_back_says_which check ((takes is not null) = (kind = 'reversal'))`.execute(
    db,
  )
  await sql`create trigger takes_is_permanent before update on programme_runs for each row
    when (new.takes is distinct from old.takes) execute function refuse_change()`.execute(db)
  // serves: a run is taken back once, and the run's page, which names the run that does
  await sql`create unique index programme_runs_taken_back on programme_runs (reverses_run, takes) where state <> 'stopped' and reverses_run is not null`.execute(
    db,
  )
}
