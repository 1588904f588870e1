import { type Kysely, sql } from 'kysely'
import { lives } from '../lives.ts'

/** A version of a programme is written by one person and put in force by another; what was published never changes. */
export async function up(db: Kysely<never>): Promise<void> {
  // Versions from before had no author: they stay published, and nothing new can be made that way.
  await sql`
    alter table programmes
      add column state text not null default 'published' check (state in ('draft', 'submitted', 'published', 'superseded', 'withdrawn')),
      add column text text not null default '' check (length(text) <= 60000),
      add column revision int not null default 1,
      add column cause text not null default 'entitlement' check (cause in ('entitlement', 'statutory', 'goodwill')),
      add column author_id bigint references staff (staff_id),
      add column edited_at timestamptz not null default now(),
      add column submitted_at timestamptz,
      add column published_by bigint references staff (staff_id),
      add column published_at timestamptz,
      add column returned_by bigint references staff (staff_id),
      add column returned_because text,
      add column ended_by bigint references staff (staff_id),
      add column ended_at timestamptz,
      add column ended_because text,
      alter column outage_id drop not null,
      alter column document drop not null,
      alter column hash drop not null,
      alter column published_on drop not null`.execute(db)
  await sql`alter table programmes alter column state set default 'draft'`.execute(db)
  await sql`alter table programmes
    add constraint four_eyes check (published_by <> author_id),
    add constraint whole_before_it_is_submitted check (state in ('draft', 'withdrawn') or (outage_id is not null and document is not null and hash is not null)),
    add constraint published_on_a_day check (state not in ('published', 'superseded') or published_on is not null),
    add constraint withdrawn_with_a_reason check (state <> 'withdrawn' or length(ended_because) >= 3)`.execute(
    db,
  )
  // Before the rule there could be several: the highest version of each outage stays in force.
  await sql`update programmes p set state = 'superseded', ended_at = now()
    where exists (select from programmes q where q.outage_id = p.outage_id and (q.version, q.programme_id) > (p.version, p.programme_id))`.execute(
    db,
  )
  // serves: one programme in force for an outage and a cause; and which one it is, for every account page
  await sql`create unique index programmes_in_force on programmes (outage_id, cause) where state = 'published'`.execute(
    db,
  )

  // The one list of legal steps lives in shared/programmes/states.ts; a test holds this trigger against it.
  await sql`
    create function refuse_programme_step() returns trigger language plpgsql as $$
    begin
      if new.state <> old.state and not (
        old.state = 'draft' and new.state in ('submitted', 'withdrawn')
        or old.state = 'submitted' and new.state in ('draft', 'published', 'withdrawn')
        or old.state = 'published' and new.state in ('superseded', 'withdrawn')
      ) then
        raise exception 'a programme cannot go from % to %', old.state, new.state using errcode = 'MR002';
      end if;
      if new.state = 'published' and old.state = 'submitted' and new.published_by is null then
        raise exception 'a programme is published by a second person' using errcode = 'MR003';
      end if;
      if (new.programme_id, new.version, new.author_id) is distinct from (old.programme_id, old.version, old.author_id)
        or old.state <> 'draft' and (new.outage_id, new.cause, new.document, new.hash, new.text)
          is distinct from (old.outage_id, old.cause, old.document, old.hash, old.text)
        or old.published_by is not null and (new.published_by, new.published_on) is distinct from (old.published_by, old.published_on) then
        raise exception 'what was submitted and published is permanent' using errcode = 'MR001';
      end if;
      return new;
    end $$`.execute(db)
  await sql`
    create function refuse_ready_programme() returns trigger language plpgsql as $$
    begin
      if new.state <> 'draft' or new.author_id is null then
        raise exception 'a programme begins as the draft of a person' using errcode = 'MR002';
      end if;
      return new;
    end $$`.execute(db)
  await sql`create trigger begins_as_draft before insert on programmes for each row execute function refuse_ready_programme()`.execute(
    db,
  )
  await sql`create trigger legal_steps before update on programmes for each row execute function refuse_programme_step()`.execute(
    db,
  )
  await sql`create trigger never_deleted before delete on programmes for each row execute function refuse_change()`.execute(
    db,
  )

  await sql`
    create table simulations (
      simulation_id bigint generated always as identity primary key,
      programme_id text not null,
      version int not null,
      revision int not null,
      outage_id text not null references outages (outage_id),
      against int,
      document_hash text not null,
      state text not null default 'running' check (state in ('running', 'finished', 'failed', 'stopped')),
      started_by bigint not null references staff (staff_id),
      started_at timestamptz not null default now(),
      heard_at timestamptz not null default now(),
      ended_at timestamptz,
      accounts_total int not null default 0,
      accounts_done int not null default 0,
      result jsonb,
      because text,
      foreign key (programme_id, version) references programmes (programme_id, version),
      check ((state = 'finished') = (result is not null)),
      check ((state = 'running') = (ended_at is null))
    )`.execute(db)
  await lives(db, 'simulations', 'everywhere')
  // serves: the simulations of a version, the latest first
  await sql`create index simulations_of_version on simulations (programme_id, version, simulation_id desc)`.execute(
    db,
  )
  // serves: at most one simulation at a time of a version
  await sql`create unique index simulations_running on simulations (programme_id, version) where state = 'running'`.execute(
    db,
  )
  await sql`grant select, insert, update on simulations to makeright_app`.execute(db)
}
