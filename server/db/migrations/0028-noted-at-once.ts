import { type Kysely, sql } from 'kysely'
import { lives } from '../lives.ts'

/** How the journal calls a session: sessionName of server/staff/sessions.ts. */
const nameOf = (tokenHash: string) => `left(encode(sha256(${tokenHash}), 'hex'), 16)`
const aboutThem = `e.action <> 'read' and (e.actor_id = about or e.detail ->> 'staffId' = about::text)`

/**
 * What opens the desk to somebody, and what a person may do, changes only together with an event that says whose it is
 * (docs/decisions/0037). The server's role can write both; then the journal has it, and seals it within a second.
 */
const noted: readonly { table: string; fires: string; row?: 'old'; event: string; words: string }[] = [
  {
    table: 'sessions',
    fires: 'after insert or update of token_hash, staff_id, stepped_up_at, stage on sessions',
    event: `e.actor_id = about and e.session = ${nameOf('new.token_hash')} and (e.action like 'sign-in%' or e.action = 'step-up')`,
    words: 'a session that begins or is stepped up',
  },
  {
    table: 'sign_ins',
    fires: 'after update of password_hash on sign_ins',
    // A hash that was only made stronger says so; any other change ends what was signed in with the old password.
    event: `${aboutThem} and (e.action like 'sign-in%' and e.detail ->> 'hashedAnew' = 'true' or not exists (select from sessions s
      where s.staff_id = about and s.created_at < now() and ${nameOf('s.token_hash')} is distinct from e.session))`,
    words: 'another password, which ends what was signed in with the old one',
  },
  {
    table: 'second_factors',
    fires: 'after delete on second_factors',
    row: 'old',
    event: aboutThem,
    words: 'a second factor that goes',
  },
  {
    table: 'staff',
    fires: 'after update on staff',
    event: aboutThem,
    words: 'another role or limit, somebody who leaves or comes back',
  },
  {
    table: 'staff_changes',
    fires: 'after update of state on staff_changes',
    event: `e.actor_id = coalesce(new.decided_by, new.requested_by) and e.action like '%-change' and e.detail ->> 'changeId' = new.change_id::text`,
    words: 'a decided change of people',
  },
  {
    table: 'provider_people',
    fires: 'after insert or update on provider_people',
    event: `e.actor_id = about and e.action in ('sign-in', 'step-up') and e.detail ->> 'how' = 'provider' and e.detail ->> 'role' = new.role
      and (e.detail ->> 'level') is not distinct from new.limit_level and exists (select from sessions s
        where s.staff_id = about and s.how = 'provider' and ${nameOf('s.token_hash')} = e.session)`,
    words: 'a role that groups give, at that person’s own sign-in',
  },
]

export async function up(db: Kysely<never>): Promise<void> {
  await notedAtOnce(db)
  await toldElsewhere(db)
  await sessionsStayTheirs(db)
  await billToChanges(db)
}

/** Looked at when the transaction ends, because an event is written last. */
async function notedAtOnce(db: Kysely<never>): Promise<void> {
  // Who may drop a trigger is not held by one: the owner plants and mends. By the sign-in, and not by the role at the
  // moment, because a function with the owner's rights runs as the owner.
  await sql`
    create function is_its_owner(of_table oid) returns boolean language sql stable as $$
      select pg_has_role(session_user, c.relowner, 'member') from pg_class c where c.oid = of_table
    $$`.execute(db)
  for (const { table, fires, row = 'new', event, words } of noted) {
    const name = sql.id(`insist_on_event_of_${table}`)
    const about = table === 'staff_changes' ? 'new.change_id' : `${row}.staff_id`
    await sql`
      create function ${name}() returns trigger language plpgsql as $$
      declare about bigint := ${sql.raw(about)};
      begin
        if not is_its_owner(tg_relid) and not exists (select from desk_events e
          where e.xid = pg_current_xact_id() and e.outcome = 'done' and ${sql.raw(event)}) then
          raise exception 'only together with its event in the journal: %', '${sql.raw(words)}' using errcode = 'MR006';
        end if;
        return null;
      end $$`.execute(db)
    await sql`create constraint trigger noted_at_once ${sql.raw(fires)} deferrable initially deferred for each row execute function ${name}()`.execute(
      db,
    )
  }
}

/** Only an import may say that the carrier's own systems told their customers: it leaves its event with the file's name. */
async function toldElsewhere(db: Kysely<never>): Promise<void> {
  await sql`
    create or replace function insist_on_telling() returns trigger language plpgsql as $$
    declare what text;
    begin
      -- Erasing leaves nobody to tell.
      if to_jsonb(new) ->> 'erased_at' is not null then return null; end if;
      if current_setting('makeright.told_elsewhere', true) = 'on' and (is_its_owner(tg_relid) or exists (select from desk_events e
        where e.xid = pg_current_xact_id() and e.outcome = 'done' and e.action like 'import.%')) then return null; end if;
      foreach what in array case when tg_table_name = 'passcodes' then array['passcode'] else array['email', 'phone', 'address'] end loop
        if (case what when 'passcode' then true
            when 'email' then to_jsonb(new) ->> 'email' is distinct from to_jsonb(old) ->> 'email'
            when 'phone' then to_jsonb(new) ->> 'contact_phone' is distinct from to_jsonb(old) ->> 'contact_phone'
            else (to_jsonb(new) ->> 'street', to_jsonb(new) ->> 'city', to_jsonb(new) ->> 'state', to_jsonb(new) ->> 'postal_code')
              is distinct from (to_jsonb(old) ->> 'street', to_jsonb(old) ->> 'city', to_jsonb(old) ->> 'state', to_jsonb(old) ->> 'postal_code') end)
          and not exists (select from notices n where n.account_id = new.account_id and n.kind = 'change' and n.about = what and n.made_at = now()) then
          raise exception 'a changed % is told to the customer in the same transaction', what using errcode = 'MR006';
        end if;
      end loop;
      return null;
    end $$`.execute(db)
}

/** Whose a session is, how and when it began, is said once. */
async function sessionsStayTheirs(db: Kysely<never>): Promise<void> {
  await sql`revoke update on sessions from makeright_app`.execute(db)
  await sql`grant update (token_hash, stage, last_seen_at, stepped_up_at, address, browser, provider_session) on sessions to makeright_app`.execute(
    db,
  )
}

/** Where money goes is decided by two: who names another number at billing, and another manager who names the same. */
async function billToChanges(db: Kysely<never>): Promise<void> {
  await sql`
    create table bill_to_changes (
      account_id text not null,
      change_id bigint generated always as identity,
      transfer_id bigint not null,
      bill_to text not null check (bill_to ~ '^[A-Za-z0-9._-]{1,64}$'),
      reason text not null check (length(reason) between 3 and 500),
      state text not null default 'requested' check (state in ('requested', 'agreed', 'withdrawn')),
      requested_by bigint not null,
      requested_at timestamptz not null default now(),
      decided_by bigint,
      decided_at timestamptz,
      decided_in xid8,
      business_date date not null,
      primary key (account_id, change_id),
      constraint four_eyes check (decided_by <> requested_by),
      constraint decided_by_somebody check ((decided_by is not null) = (state = 'agreed') and (decided_by is null) = (decided_at is null))
    )`.execute(db)
  await lives(db, 'bill_to_changes', 'by account')
  await sql`alter table bill_to_changes add foreign key (account_id, transfer_id) references transfers (account_id, transfer_id)`.execute(
    db,
  )
  await sql`alter table bill_to_changes add foreign key (requested_by) references staff (staff_id)`.execute(
    db,
  )
  await sql`alter table bill_to_changes add foreign key (decided_by) references staff (staff_id)`.execute(db)
  // serves: the one number that waits for a second manager, on the board and when the credit is sent again; and the trigger below
  await sql`create unique index bill_to_changes_open on bill_to_changes (account_id, transfer_id) where state = 'requested'`.execute(
    db,
  )
  // serves: whether the number that is being written was agreed to in this transaction
  await sql`create index bill_to_changes_agreed on bill_to_changes (account_id, transfer_id) where state = 'agreed'`.execute(
    db,
  )
  await sql`
    create function refuse_lone_bill_to() returns trigger language plpgsql as $$
    declare who bigint := coalesce(new.decided_by, new.requested_by);
    begin
      if tg_op = 'INSERT' then
        if new.state <> 'requested' then
          raise exception 'another number at billing begins as requested and not as %', new.state using errcode = 'MR002';
        end if;
      elsif old.state <> 'requested' or new.state not in ('agreed', 'withdrawn') then
        raise exception 'another number at billing cannot go from % to %', old.state, new.state using errcode = 'MR002';
      elsif (new.transfer_id, new.bill_to, new.reason, new.requested_by, new.requested_at)
        is distinct from (old.transfer_id, old.bill_to, old.reason, old.requested_by, old.requested_at) then
        raise exception 'what was asked is permanent' using errcode = 'MR001';
      end if;
      if new.state = 'withdrawn' then return new; end if;
      if not exists (select from staff where staff_id = who and role = 'manager' and active) then
        raise exception 'where money goes is decided by managers' using errcode = 'MR003';
      end if;
      if exists (select from staff_accounts l where l.account_id = new.account_id and l.staff_id = who and l.ended_at is null) then
        raise exception 'person % is linked with this account', who using errcode = 'MR004';
      end if;
      new.decided_in := case when new.state = 'agreed' then pg_current_xact_id() end;
      return new;
    end $$`.execute(db)
  await sql`create trigger legal_steps before insert or update on bill_to_changes for each row execute function refuse_lone_bill_to()`.execute(
    db,
  )
  for (const [name, on] of [
    ['never_deleted', 'before delete on bill_to_changes for each row'],
    ['never_emptied', 'before truncate on bill_to_changes for each statement'],
  ] as const)
    await sql`create trigger ${sql.id(name)} ${sql.raw(on)} execute function refuse_change()`.execute(db)
  await sql`
    create function refuse_unagreed_bill_to() returns trigger language plpgsql as $$
    begin
      if not exists (select from bill_to_changes c where c.account_id = new.account_id and c.transfer_id = new.transfer_id
        and c.state = 'agreed' and c.bill_to = new.bill_to and c.decided_in = pg_current_xact_id()) then
        raise exception 'a credit goes to another number at billing when two managers name it' using errcode = 'MR003';
      end if;
      return new;
    end $$`.execute(db)
  await sql`create trigger two_name_it before insert on billing_items for each row
    when (new.bill_to is not null) execute function refuse_unagreed_bill_to()`.execute(db)
  await sql`create trigger two_name_it_anew before update of bill_to on billing_items for each row
    when (new.bill_to is distinct from old.bill_to) execute function refuse_unagreed_bill_to()`.execute(db)
  await sql`grant select, insert, update on bill_to_changes to makeright_app`.execute(db)
  await sql`grant usage on all sequences in schema public to makeright_app`.execute(db)
}
