import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<never>): Promise<void> {
  await firstPasswords(db)
  await whoOwesAFactor(db)
  await waysBack(db)
}

async function firstPasswords(db: Kysely<never>): Promise<void> {
  // A password that somebody else made for a person: it ends by itself and opens nothing but the choice of another. Null
  // for one that its owner chose, which never ends.
  await sql`alter table sign_ins add column password_ends_at timestamptz,
    add constraint only_a_password_ends check (password_ends_at is null or password_hash is not null)`.execute(
    db,
  )
  // serves: whether somebody who is signed in has to choose a password first, at each request
  await sql`create index sign_ins_first_password on sign_ins (staff_id) where password_ends_at is not null`.execute(
    db,
  )
  // The server's role writes the hash alone: with another one it is the person's own, and no first password is prolonged.
  await sql`
    create function own_password() returns trigger language plpgsql as $$
    begin
      if new.password_ends_at is not distinct from old.password_ends_at then new.password_ends_at := null; end if;
      return new;
    end $$`.execute(db)
  await sql`create trigger own_password before update of password_hash on sign_ins for each row
    when (old.password_ends_at is not null and new.password_hash is distinct from old.password_hash) execute function own_password()`.execute(
    db,
  )
}

async function whoOwesAFactor(db: Kysely<never>): Promise<void> {
  await sql`alter table desk add column second_factor_of text not null default 'everybody' check (second_factor_of in ('everybody', 'all but agents'))`.execute(
    db,
  )
  // Whether it is a demo, and of whom a second factor is demanded, is the owner's: the server turns the date alone.
  await sql`revoke insert, update on desk from makeright_app`.execute(db)
  await sql`grant update (business_date) on desk to makeright_app`.execute(db)
}

/** A forgotten password and a lost factor: asked by one administrator, agreed to by another, neither of them the person. */
async function waysBack(db: Kysely<never>): Promise<void> {
  await sql`alter table staff_changes drop constraint staff_changes_kind_check, drop constraint says_what`.execute(
    db,
  )
  await sql`alter table staff_changes
    add constraint kind_is_known check (kind in ('add', 'change', 'bring-back', 'unlink', 'new-password', 'new-factor')),
    add constraint says_what check ((kind in ('unlink', 'new-password', 'new-factor')) = (role is null) and (kind = 'unlink') = (about_account is not null)),
    add constraint says_how_they_proved_it check (kind not in ('new-password', 'new-factor') or length(reason) >= 10)`.execute(
    db,
  )
  await sql`
    create or replace function refuse_lone_change() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
    declare ends timestamptz := now() + interval '72 hours';
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
          insert into sign_ins (username, staff_id, password_hash, password_ends_at)
            values (new.username, new.staff_id, new.password_hash, case when new.password_hash is null then null else ends end);
        elsif new.kind = 'new-password' and new.decided_by <> new.requested_by then
          update sign_ins set password_hash = new.password_hash, password_ends_at = ends where staff_id = new.staff_id and password_hash is not null;
          if not found then
            raise exception 'what is to be changed has changed meanwhile' using errcode = 'MR002';
          end if;
        end if;
      end if;
      new.password_hash := null;
      return new;
    end $$`.execute(db)
  await sql`
    create or replace function apply_agreed_change() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
    begin
      if new.kind in ('change', 'bring-back') then
        update staff set role = new.role, limit_level = new.limit_level, active = active or new.kind = 'bring-back'
          where staff_id = new.staff_id and role = new.from_role and limit_level is not distinct from new.from_level;
      elsif new.kind = 'unlink' then
        update staff_accounts set ended_at = now() where staff_id = new.staff_id and account_id = new.about_account and ended_at is null;
      elsif new.kind = 'new-factor' then
        delete from recovery_codes where staff_id = new.staff_id;
        delete from second_factors where staff_id = new.staff_id;
      end if;
      if new.kind not in ('add', 'new-password') and not found then
        raise exception 'what is to be changed has changed meanwhile' using errcode = 'MR002';
      end if;
      return null;
    end $$`.execute(db)
}
