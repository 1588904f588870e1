import { type Kysely, sql } from 'kysely'
import { lives } from '../lives.ts'

/** An outage's window is changed by two people: one proposes it and sees what it would do, another puts it in force. */
export async function up(db: Kysely<never>): Promise<void> {
  // How often the lines were measured, so that a list of who is due what can tell that the evidence has changed since.
  await sql`
    alter table outages
      add column measured int not null default 0,
      add column measured_at timestamptz,
      add column measured_lines int`.execute(db)

  await sql`
    create table adjudications (
      adjudication_id bigint generated always as identity primary key,
      outage_id text not null references outages (outage_id),
      starts_at timestamptz not null,
      ends_at timestamptz not null check (ends_at > starts_at),
      window_source text not null check (length(window_source) between 3 and 500),
      reason text not null check (length(reason) between 3 and 500),
      was_starts_at timestamptz not null,
      was_ends_at timestamptz not null,
      was_source text not null,
      state text not null default 'proposed' check (state in ('proposed', 'in_force', 'turned_down', 'withdrawn')),
      proposed_by bigint not null references staff (staff_id),
      proposed_at timestamptz not null default now(),
      decided_by bigint references staff (staff_id),
      decided_at timestamptz,
      decided_because text,
      check ((state = 'proposed') = (decided_by is null) and (decided_by is null) = (decided_at is null)),
      constraint four_eyes check (state not in ('in_force', 'turned_down') or decided_by <> proposed_by),
      constraint ones_own_is_withdrawn check (state <> 'withdrawn' or decided_by = proposed_by),
      constraint dropped_with_a_reason check (state not in ('turned_down', 'withdrawn') or length(decided_because) >= 3)
    )`.execute(db)
  await lives(db, 'adjudications', 'everywhere')
  // serves: at most one proposal of an outage waits, and which one it is
  await sql`create unique index adjudications_waiting on adjudications (outage_id) where state = 'proposed'`.execute(
    db,
  )
  // serves: the windows an outage had or was to have, the latest first
  await sql`create index adjudications_of_outage on adjudications (outage_id, adjudication_id desc)`.execute(
    db,
  )
  // The one list of legal steps lives in shared/outages/states.ts; a test holds this trigger against it.
  await sql`
    create function refuse_adjudication_step() returns trigger language plpgsql as $$
    begin
      if old.state <> 'proposed' then
        raise exception 'an adjudication cannot go from % to %', old.state, new.state using errcode = 'MR002';
      end if;
      if (new.adjudication_id, new.outage_id, new.starts_at, new.ends_at, new.window_source, new.reason, new.was_starts_at, new.was_ends_at, new.was_source, new.proposed_by, new.proposed_at)
        is distinct from (old.adjudication_id, old.outage_id, old.starts_at, old.ends_at, old.window_source, old.reason, old.was_starts_at, old.was_ends_at, old.was_source, old.proposed_by, old.proposed_at) then
        raise exception 'what was proposed is permanent' using errcode = 'MR001';
      end if;
      return new;
    end $$`.execute(db)
  await sql`
    create function refuse_decided_adjudication() returns trigger language plpgsql as $$
    begin
      if new.state <> 'proposed' then
        raise exception 'an adjudication begins as a proposal' using errcode = 'MR002';
      end if;
      return new;
    end $$`.execute(db)
  await sql`create trigger begins_as_proposal before insert on adjudications for each row execute function refuse_decided_adjudication()`.execute(
    db,
  )
  await sql`create trigger legal_steps before update on adjudications for each row execute function refuse_adjudication_step()`.execute(
    db,
  )
  await sql`create trigger never_deleted before delete on adjudications for each row execute function refuse_change()`.execute(
    db,
  )

  // A correction that was planned under a proposed window, and the evidence that a run goes by.
  await sql`
    alter table programme_runs
      add column adjudication_id bigint references adjudications (adjudication_id),
      add column measured int,
      add constraint only_corrections_go_by_a_proposal check (adjudication_id is null or kind = 'correction')`.execute(
    db,
  )
  await sql`
    create function note_measured() returns trigger language plpgsql as $$
    begin
      new.measured := (select measured from outages where outage_id = new.outage_id);
      return new;
    end $$`.execute(db)
  await sql`create trigger notes_measured before insert on programme_runs for each row execute function note_measured()`.execute(
    db,
  )
  await sql`
    create function refuse_paying_by_a_proposal() returns trigger language plpgsql as $$
    begin
      if new.adjudication_id is distinct from old.adjudication_id then
        raise exception 'what a run goes by is permanent' using errcode = 'MR001';
      end if;
      if new.adjudication_id is not null and new.state <> old.state and new.state in ('canary', 'running')
        and not exists (select from adjudications a where a.adjudication_id = new.adjudication_id and a.state = 'in_force') then
        raise exception 'the window that the run goes by is not in force' using errcode = 'MR003';
      end if;
      return new;
    end $$`.execute(db)
  await sql`create trigger pays_by_what_is_in_force before update on programme_runs for each row execute function refuse_paying_by_a_proposal()`.execute(
    db,
  )

  await sql`grant select, insert, update on adjudications to makeright_app`.execute(db)
}
