import { type Kysely, sql } from 'kysely'

/** A window that two managers agree on is put in force by the desk's runners, and a correction with nothing due ends by itself. */
export async function up(db: Kysely<never>): Promise<void> {
  // It stays a proposal until every line is measured: who agreed, and how far the desk is.
  await sql`
    alter table adjudications
      add column agreed_by bigint references staff (staff_id),
      add column agreed_at timestamptz,
      add column accounts_total int not null default 0,
      add column accounts_done int not null default 0,
      add constraint agreed_at_a_time check ((agreed_by is null) = (agreed_at is null)),
      add constraint agreed_by_another check (agreed_by <> proposed_by),
      add constraint in_force_by_who_agreed check (state <> 'in_force' or agreed_by is null or decided_by = agreed_by)`.execute(
    db,
  )

  // The one list of legal steps lives in shared/credits/run-states.ts; a test holds this trigger against it.
  await sql`
    create or replace function refuse_run_step() returns trigger language plpgsql as $$
    begin
      if new.state <> old.state and not (
        old.state = 'planning' and new.state in ('planned', 'stopped', 'finished')
        or old.state = 'planned' and new.state in ('canary', 'running', 'stopped')
        or old.state = 'canary' and new.state in ('checked', 'paused', 'stopped', 'finished')
        or old.state = 'checked' and new.state in ('running', 'stopped')
        or old.state = 'running' and new.state in ('paused', 'stopped', 'finished')
        or old.state = 'paused' and new.state in ('canary', 'running', 'stopped')
      ) then
        raise exception 'a run cannot go from % to %', old.state, new.state using errcode = 'MR002';
      end if;
      if (new.programme_id, new.version, new.outage_id, new.kind, new.started_by, new.business_date, new.started_at, new.reverses_run, new.reason)
        is distinct from (old.programme_id, old.version, old.outage_id, old.kind, old.started_by, old.business_date, old.started_at, old.reverses_run, old.reason)
        or old.approved_by is not null and new.approved_by is distinct from old.approved_by
        or old.plan_hash is not null and (new.plan_hash, new.accounts_looked, new.accounts_due, new.amount_due)
          is distinct from (old.plan_hash, old.accounts_looked, old.accounts_due, old.amount_due) then
        raise exception 'what a run is and what it planned is permanent' using errcode = 'MR001';
      end if;
      return new;
    end $$`.execute(db)
  // A correction by which nobody is due anything takes nothing from anybody: there is nothing to approve.
  await sql`
    alter table programme_runs
      drop constraint taking_back_is_approved,
      add constraint taking_back_is_approved check (kind = 'credit' or state in ('planning', 'planned', 'stopped') or approved_by is not null
        or kind = 'correction' and state = 'finished' and accounts_due = 0)`.execute(db)
}
