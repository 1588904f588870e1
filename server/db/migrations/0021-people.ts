import { type Kysely, sql } from 'kysely'
import { lives } from '../lives.ts'

/** Which column says whose act a row is: nobody acts on an account that they are linked with (docs/decisions/0033). */
const acts = [
  { table: 'adjustments', column: 'requested_by', on: 'insert' },
  { table: 'adjustments', column: 'decided_by', on: 'update of decided_by' },
  { table: 'approvals', column: 'approved_by', on: 'insert' },
  { table: 'reversals', column: 'reversed_by', on: 'insert' },
  { table: 'reversals', column: 'approved_by', on: 'insert' },
  { table: 'reversal_requests', column: 'requested_by', on: 'insert' },
  { table: 'reversal_requests', column: 'decided_by', on: 'update of decided_by' },
  { table: 'settlements', column: 'settled_by', on: 'insert' },
] as const

export async function up(db: Kysely<never>): Promise<void> {
  await peopleAndChanges(db)
  await linkedAccounts(db)
  await indexesOfOversight(db)
}

async function peopleAndChanges(db: Kysely<never>): Promise<void> {
  // Unknown for whoever was there before; the access review says so.
  await sql`alter table staff add column added_at timestamptz`.execute(db)
  await sql`alter table staff alter column added_at set default now()`.execute(db)

  // A new person, another role or limit, somebody who comes back, a link that ends: asked by one administrator, agreed to by
  // another, neither of them the person (rulings 21).
  await sql`
    create table staff_changes (
      change_id bigint generated always as identity primary key,
      kind text not null check (kind in ('add', 'change', 'bring-back', 'unlink')),
      staff_id bigint references staff (staff_id),
      username text check (username ~ '^[a-z0-9._-]{2,60}$'),
      name text check (length(name) between 2 and 120),
      role text check (role in ('agent', 'supervisor', 'manager', 'auditor', 'admin')),
      limit_level text references limit_levels (level),
      from_role text,
      from_level text,
      about_account text,
      reason text not null check (length(reason) between 3 and 500),
      state text not null default 'requested' check (state in ('requested', 'agreed', 'refused', 'withdrawn')),
      requested_by bigint not null references staff (staff_id),
      requested_at timestamptz not null default now(),
      business_date date not null,
      decided_by bigint references staff (staff_id),
      decided_at timestamptz,
      decision_reason text,
      decided_in xid8,
      password_hash text,
      constraint four_eyes check (decided_by <> requested_by),
      constraint nobody_their_own check (requested_by <> staff_id and decided_by <> staff_id),
      constraint decided_by_somebody check ((decided_by is not null) = (state in ('agreed', 'refused')) and (decided_by is null) = (decided_at is null)),
      constraint refusal_says_why check (state <> 'refused' or length(decision_reason) >= 3),
      constraint says_whom check ((kind = 'add') = (username is not null and name is not null) and (kind = 'add' or staff_id is not null)),
      constraint says_what check ((kind = 'unlink') = (role is null) and (kind = 'unlink') = (about_account is not null)),
      constraint password_is_not_kept check (password_hash is null)
    )`.execute(db)
  await lives(db, 'staff_changes', 'everywhere')
  // serves: one waiting change of a person at a time, and what waits on the page of people
  await sql`create unique index staff_changes_open on staff_changes (staff_id, coalesce(about_account, '')) where state = 'requested'`.execute(
    db,
  )
  // serves: a new name is asked for once
  await sql`create unique index staff_changes_open_name on staff_changes (username) where state = 'requested'`.execute(
    db,
  )
  // serves: since when somebody has a role, and who agreed; and the trigger below
  await sql`create index staff_changes_agreed on staff_changes (staff_id, change_id) where state = 'agreed'`.execute(
    db,
  )

  await sql`
    create function refuse_decided_change() returns trigger language plpgsql as $$
    begin
      if new.state <> 'requested' then
        raise exception 'a change of people begins as requested and not as %', new.state using errcode = 'MR002';
      end if;
      if not exists (select from staff where staff_id = new.requested_by and role = 'admin' and active) then
        raise exception 'a change of people is asked for by an administrator' using errcode = 'MR003';
      end if;
      return new;
    end $$`.execute(db)
  // The server's role cannot make people, sign-ins or roles: agreeing is what makes them, with the owner's rights.
  await sql`
    create function refuse_lone_change() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
    begin
      if old.state <> 'requested' or new.state not in ('agreed', 'refused', 'withdrawn') then
        raise exception 'a change of people cannot go from % to %', old.state, new.state using errcode = 'MR002';
      end if;
      if (new.kind, new.staff_id, new.username, new.name, new.role, new.limit_level, new.from_role, new.from_level, new.about_account, new.reason, new.requested_by, new.requested_at)
        is distinct from (old.kind, old.staff_id, old.username, old.name, old.role, old.limit_level, old.from_role, old.from_level, old.about_account, old.reason, old.requested_by, old.requested_at) then
        raise exception 'what was asked is permanent' using errcode = 'MR001';
      end if;
      if new.decided_by is not null and not exists (select from staff where staff_id = new.decided_by and role = 'admin' and active) then
        raise exception 'a change of people is decided by an administrator' using errcode = 'MR003';
      end if;
      if new.state = 'agreed' then
        new.decided_in := pg_current_xact_id();
        if new.kind = 'add' and new.decided_by <> new.requested_by then
          insert into staff (name, role, limit_level) values (new.name, new.role, new.limit_level) returning staff_id into new.staff_id;
          insert into sign_ins (username, staff_id, password_hash) values (new.username, new.staff_id, new.password_hash);
        end if;
      end if;
      new.password_hash := null;
      return new;
    end $$`.execute(db)
  await sql`
    create function apply_agreed_change() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
    begin
      if new.kind in ('change', 'bring-back') then
        update staff set role = new.role, limit_level = new.limit_level, active = active or new.kind = 'bring-back'
          where staff_id = new.staff_id and role = new.from_role and limit_level is not distinct from new.from_level;
      elsif new.kind = 'unlink' then
        update staff_accounts set ended_at = now() where staff_id = new.staff_id and account_id = new.about_account and ended_at is null;
      end if;
      if new.kind <> 'add' and not found then
        raise exception 'what is to be changed has changed meanwhile' using errcode = 'MR002';
      end if;
      return null;
    end $$`.execute(db)
  await sql`create trigger begins_right before insert on staff_changes for each row execute function refuse_decided_change()`.execute(
    db,
  )
  await sql`create trigger legal_steps before update on staff_changes for each row execute function refuse_lone_change()`.execute(
    db,
  )
  await sql`create trigger takes_effect after update on staff_changes for each row when (new.state = 'agreed') execute function apply_agreed_change()`.execute(
    db,
  )

  // Against the owner too: more rights only by a change that two administrators agreed on in this very transaction.
  await sql`
    create function refuse_unagreed_role() returns trigger language plpgsql as $$
    begin
      if ((new.role, new.limit_level) is distinct from (old.role, old.limit_level) or new.active and not old.active) and not exists (
        select from staff_changes c where c.staff_id = new.staff_id and c.state = 'agreed' and c.decided_in = pg_current_xact_id()
          and c.role = new.role and c.limit_level is not distinct from new.limit_level and (c.kind = 'bring-back' or c.kind = 'change' and new.active = old.active)
      ) then
        raise exception 'a role or a limit changes when two administrators agree' using errcode = 'MR003';
      end if;
      return new;
    end $$`.execute(db)
  await sql`create trigger two_agree before update on staff for each row execute function refuse_unagreed_role()`.execute(
    db,
  )
  for (const table of ['staff', 'staff_changes']) await neverDeleted(db, table)
  // Who is switched off is out at once, by one administrator: the only thing that the server changes of a person.
  await sql`grant update (active) on staff to makeright_app`.execute(db)
  await sql`grant select, insert, update on staff_changes to makeright_app`.execute(db)
}

async function linkedAccounts(db: Kysely<never>): Promise<void> {
  await sql`
    create table staff_accounts (
      account_id text not null,
      link_id bigint generated always as identity,
      staff_id bigint not null,
      relation text not null check (relation in ('own', 'household', 'relative')),
      reason text not null check (length(reason) between 3 and 500),
      linked_by bigint not null,
      linked_at timestamptz not null default now(),
      business_date date not null,
      ended_at timestamptz,
      primary key (account_id, link_id),
      constraint nobody_their_own check (linked_by <> staff_id)
    )`.execute(db)
  await lives(db, 'staff_accounts', 'by account')
  await sql`alter table staff_accounts add foreign key (account_id) references accounts (account_id)`.execute(
    db,
  )
  await sql`alter table staff_accounts add foreign key (staff_id) references staff (staff_id)`.execute(db)
  await sql`alter table staff_accounts add foreign key (linked_by) references staff (staff_id)`.execute(db)
  // serves: whether somebody who acts is linked with the account, at each act
  await sql`create unique index staff_accounts_now on staff_accounts (account_id, staff_id) where ended_at is null`.execute(
    db,
  )
  // serves: the accounts of a person, on the page of people
  await sql`create index staff_accounts_of_person on staff_accounts (staff_id) where ended_at is null`.execute(
    db,
  )
  await sql`
    create function refuse_unagreed_unlink() returns trigger language plpgsql as $$
    begin
      if old.ended_at is not null or (new.account_id, new.link_id, new.staff_id, new.relation, new.reason, new.linked_by, new.linked_at)
        is distinct from (old.account_id, old.link_id, old.staff_id, old.relation, old.reason, old.linked_by, old.linked_at) or not exists (
        select from staff_changes c where c.staff_id = new.staff_id and c.about_account = new.account_id and c.state = 'agreed' and c.decided_in = pg_current_xact_id()
      ) then
        raise exception 'a link ends when two administrators agree' using errcode = 'MR003';
      end if;
      return new;
    end $$`.execute(db)
  await sql`create trigger two_agree before update on staff_accounts for each row execute function refuse_unagreed_unlink()`.execute(
    db,
  )
  await neverDeleted(db, 'staff_accounts')
  await sql`grant select, insert on staff_accounts to makeright_app`.execute(db)
  await sql`grant usage on all sequences in schema public to makeright_app`.execute(db)

  for (const { table, column, on } of acts) {
    const name = sql.id(`refuse_linked_${table}_${column}`)
    await sql`
      create function ${name}() returns trigger language plpgsql as $$
      begin
        if exists (select from staff_accounts l where l.account_id = new.account_id and l.staff_id = new.${sql.id(column)} and l.ended_at is null) then
          raise exception 'person % is linked with this account', new.${sql.id(column)} using errcode = 'MR004';
        end if;
        return new;
      end $$`.execute(db)
    await sql`create trigger ${sql.id(`linked_${column}`)} before ${sql.raw(on)} on ${sql.table(table)} for each row execute function ${name}()`.execute(
      db,
    )
  }
}

async function neverDeleted(db: Kysely<never>, table: string): Promise<void> {
  await sql`create trigger never_deleted before delete on ${sql.table(table)} for each row execute function refuse_change()`.execute(
    db,
  )
  await sql`create trigger never_emptied before truncate on ${sql.table(table)} for each statement execute function refuse_change()`.execute(
    db,
  )
}

async function indexesOfOversight(db: Kysely<never>): Promise<void> {
  // serves: when somebody last signed in
  await sql`create index desk_events_sign_ins on desk_events (actor_id, happened_at) where action = 'sign-in' and outcome = 'done'`.execute(
    db,
  )
  // serves: who approves much for whom, in the oversight lists
  await sql`create index approvals_newest on approvals (approved_at)`.execute(db)
}
