import { type Kysely, sql } from 'kysely'
import { lives } from '../lives.ts'

export async function up(db: Kysely<never>): Promise<void> {
  // A person of the carrier's own sign-in is the pair of issuer and subject, and nothing else: an e-mail may be anybody's.
  await sql`
    create table provider_people (
      issuer text not null check (length(issuer) <= 500),
      subject text not null check (length(subject) <= 255),
      staff_id bigint not null unique references staff (staff_id),
      role text not null,
      limit_level text,
      changed_in xid8 not null default pg_current_xact_id(),
      added_at timestamptz not null default now(),
      primary key (issuer, subject)
    )`.execute(db)
  await lives(db, 'provider_people', 'everywhere')
  // What was sent along with somebody who went to the provider, and has to come back with them: used once, ten minutes.
  await sql`
    create table provider_steps (
      step_hash bytea primary key,
      state text not null,
      nonce text not null,
      verifier text not null,
      next_path text not null,
      session_id bigint,
      made_at timestamptz not null default now()
    )`.execute(db)
  await lives(db, 'provider_steps', 'everywhere')
  // A log-out that the provider told is taken once.
  await sql`
    create table provider_logouts (
      token_id text primary key check (length(token_id) <= 255),
      heard_at timestamptz not null default now()
    )`.execute(db)
  await lives(db, 'provider_logouts', 'everywhere')
  // serves: the sessions of one sign-in at the provider, when it tells that it ended
  await sql`create index sessions_of_provider on sessions (provider_session) where provider_session is not null`.execute(
    db,
  )
  await followGroups(db)
  await sql`grant select on provider_people to makeright_app`.execute(db)
  await sql`grant select, insert, delete on provider_steps, provider_logouts to makeright_app`.execute(db)
}

/**
 * Who may do what is decided by two administrators, and for people of the provider by its groups: this function is the
 * one way, it touches nobody else, and the trigger below lets through what it wrote in the same transaction.
 */
async function followGroups(db: Kysely<never>): Promise<void> {
  await sql`
    create or replace function refuse_unagreed_role() returns trigger language plpgsql as $$
    begin
      if ((new.role, new.limit_level) is distinct from (old.role, old.limit_level) or new.active and not old.active) and not exists (
        select from staff_changes c where c.staff_id = new.staff_id and c.state = 'agreed' and c.decided_in = pg_current_xact_id()
          and c.role = new.role and c.limit_level is not distinct from new.limit_level and (c.kind = 'bring-back' or c.kind = 'change' and new.active = old.active)
      ) and not (new.active = old.active and exists (
        select from provider_people p where p.staff_id = new.staff_id and p.changed_in = pg_current_xact_id()
          and p.role = new.role and p.limit_level is not distinct from new.limit_level
      )) then
        raise exception 'a role or a limit changes when two administrators agree' using errcode = 'MR003';
      end if;
      return new;
    end $$`.execute(db)
  await sql`
    create function follow_groups(p_issuer text, p_subject text, p_name text, p_role text, p_level text)
    returns table (staff_id bigint, added boolean, changed boolean, active boolean)
    language plpgsql security definer set search_path = public, pg_temp as $$
    declare known provider_people%rowtype; made bigint;
    begin
      perform pg_advisory_xact_lock(hashtextextended(p_issuer || ' ' || p_subject, 0));
      select * into known from provider_people k where k.issuer = p_issuer and k.subject = p_subject for update;
      if not found then
        insert into staff (name, role, limit_level) values (p_name, p_role, p_level) returning staff.staff_id into made;
        insert into provider_people (issuer, subject, staff_id, role, limit_level) values (p_issuer, p_subject, made, p_role, p_level);
        return query select made, true, false, true;
        return;
      end if;
      if (known.role, known.limit_level) is distinct from (p_role, p_level) then
        update provider_people k set role = p_role, limit_level = p_level, changed_in = pg_current_xact_id() where k.staff_id = known.staff_id;
        update staff s set role = p_role, limit_level = p_level where s.staff_id = known.staff_id;
        return query select s.staff_id, false, true, s.active from staff s where s.staff_id = known.staff_id;
        return;
      end if;
      return query select s.staff_id, false, false, s.active from staff s where s.staff_id = known.staff_id;
    end $$`.execute(db)
  await sql`revoke execute on function follow_groups(text, text, text, text, text) from public`.execute(db)
  await sql`grant execute on function follow_groups(text, text, text, text, text) to makeright_app`.execute(
    db,
  )
}
