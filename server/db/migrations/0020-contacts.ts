import { type Kysely, sql } from 'kysely'
import { lives } from '../lives.ts'

/** Conversations with callers, how each was verified, and what a customer is told at once: 47 CFR 64.2010. */
export async function up(db: Kysely<never>): Promise<void> {
  await conversations(db)
  await checks(db)
  await proofs(db)
  await notices(db)
  await toldAtOnce(db)
  // What was given in which conversation, and how its caller was known.
  await sql`alter table adjustments add column contact_id bigint, add column verification text,
    add constraint made_in_a_contact foreign key (account_id, contact_id) references contacts (account_id, contact_id)`.execute(
    db,
  )
  await sql`grant select, insert, update on contacts, passcodes, caller_codes to makeright_app`.execute(db)
  await sql`grant select, insert on caller_checks, business_contacts to makeright_app`.execute(db)
  await sql`grant usage on all sequences in schema public to makeright_app`.execute(db)
}

async function conversations(db: Kysely<never>): Promise<void> {
  await sql`
    create table contacts (
      account_id text not null,
      contact_id bigint generated always as identity,
      staff_id bigint not null,
      talks_to text not null check (talks_to in ('holder', 'authorised', 'business', 'nobody')),
      began_at timestamptz not null default now(),
      expires_at timestamptz not null default now() + interval '30 minutes',
      called_back_at timestamptz,
      verification text check (verification in ('passcode', 'code', 'call-back', 'business-contact', 'break-glass')),
      verified_at timestamptz,
      reason text check (length(reason) between 3 and 500),
      ended_at timestamptz,
      outcome text check (outcome in ('credited', 'explained', 'escalated', 'call-again', 'not-verified', 'other', 'ran-out')),
      reviewed_by bigint,
      reviewed_at timestamptz,
      remark text check (length(remark) <= 500),
      business_date date not null,
      primary key (account_id, contact_id),
      constraint verified_at_a_time check ((verification is null) = (verified_at is null)),
      constraint half_an_hour check (expires_at <= coalesce(verified_at, began_at) + interval '30 minutes'),
      constraint break_glass_says_why check (coalesce(verification = 'break-glass', false) = (reason is not null)),
      constraint nobody_proves_nothing check (talks_to <> 'nobody' or coalesce(verification, 'break-glass') = 'break-glass'),
      constraint ends_with_an_outcome check ((ended_at is null) = (outcome is null)),
      constraint review_of_break_glass check ((reviewed_by is null) = (reviewed_at is null) and (reviewed_by is null or reason is not null)),
      constraint four_eyes check (reviewed_by <> staff_id)
    )`.execute(db)
  await lives(db, 'contacts', 'by account')
  await sql`alter table contacts add foreign key (account_id) references accounts (account_id)`.execute(db)
  await sql`alter table contacts add foreign key (staff_id) references staff (staff_id)`.execute(db)
  await sql`alter table contacts add foreign key (reviewed_by) references staff (staff_id)`.execute(db)
  // serves: whether this caller was verified, asked with the session at each request about an account
  await sql`create unique index contacts_open on contacts (account_id, staff_id) where ended_at is null`.execute(
    db,
  )
  // serves: the supervisors' list of accounts that were opened without their caller
  await sql`create index contacts_without_caller on contacts (began_at) where reason is not null`.execute(db)
  await sql`
    create function refuse_contact_step() returns trigger language plpgsql as $$
    begin
      if tg_op = 'INSERT' then
        if new.verification is not null or new.ended_at is not null or new.reviewed_by is not null then
          raise exception 'a contact begins unverified' using errcode = 'MR002';
        end if;
        return new;
      end if;
      if (new.staff_id, new.began_at) is distinct from (old.staff_id, old.began_at)
        or old.ended_at is not null and (new.ended_at, new.outcome) is distinct from (old.ended_at, old.outcome)
        or old.reviewed_by is not null and (new.reviewed_by, new.remark) is distinct from (old.reviewed_by, old.remark)
        or old.verification is not null and (new.verification, new.verified_at, new.talks_to, new.reason, new.expires_at)
          is distinct from (old.verification, old.verified_at, old.talks_to, old.reason, old.expires_at) then
        raise exception 'what is known of a contact is permanent' using errcode = 'MR001';
      end if;
      if new.verification is distinct from old.verification then
        if old.ended_at is not null or old.expires_at <= now() then
          raise exception 'a contact that is over is not verified any more' using errcode = 'MR002';
        end if;
        if new.verification <> 'break-glass' and not exists (select from caller_checks k where k.account_id = new.account_id
          and k.contact_id = new.contact_id and k.way = new.verification and k.outcome = 'passed') then
          raise exception 'a caller is verified by a check that passed in this contact' using errcode = 'MR003';
        end if;
      end if;
      return new;
    end $$`.execute(db)
  await sql`create trigger legal_steps before insert or update on contacts for each row execute function refuse_contact_step()`.execute(
    db,
  )
  await never(db, 'contacts')
}

async function checks(db: Kysely<never>): Promise<void> {
  await sql`
    create table caller_checks (
      account_id text not null,
      check_id bigint generated always as identity,
      contact_id bigint not null,
      staff_id bigint not null,
      way text not null check (way in ('passcode', 'code', 'call-back', 'business-contact')),
      outcome text not null check (outcome in ('passed', 'failed')),
      checked_at timestamptz not null default now(),
      primary key (account_id, check_id)
    )`.execute(db)
  await lives(db, 'caller_checks', 'by account')
  await sql`alter table caller_checks add foreign key (account_id, contact_id) references contacts (account_id, contact_id)`.execute(
    db,
  )
  // serves: what passed in a contact
  await sql`create index caller_checks_of_contact on caller_checks (account_id, contact_id)`.execute(db)
  // serves: how often a caller of this account failed within a day
  await sql`create index caller_checks_failed on caller_checks (account_id, checked_at) where outcome = 'failed'`.execute(
    db,
  )
  // serves: the supervisors' list of failed callers
  await sql`create index caller_checks_lately_failed on caller_checks (checked_at) where outcome = 'failed'`.execute(
    db,
  )
  // Whoever checks a caller of an account waits for whoever does so already: the fourth of many at once is counted right.
  await sql`
    create function refuse_locked_caller() returns trigger language plpgsql as $$
    begin
      if new.way = 'call-back' then return new; end if;
      perform pg_advisory_xact_lock(hashtext('makeright caller'), hashtext(new.account_id));
      if (select count(*) from caller_checks where account_id = new.account_id and outcome = 'failed'
        and checked_at > now() - interval '24 hours') >= 3 then
        raise exception 'callers of this account are locked' using errcode = 'MR005';
      end if;
      return new;
    end $$`.execute(db)
  await sql`create trigger locked_after_three before insert on caller_checks for each row execute function refuse_locked_caller()`.execute(
    db,
  )
  await sql`create trigger permanent before update on caller_checks for each row execute function refuse_change()`.execute(
    db,
  )
  await never(db, 'caller_checks')
}

async function proofs(db: Kysely<never>): Promise<void> {
  // Keyed and salted (server/staff/secret-box.ts): a short number could be found from any other hash of it.
  await sql`
    create table passcodes (
      account_id text primary key,
      hash text not null,
      set_at timestamptz not null default now()
    )`.execute(db)
  await lives(db, 'passcodes', 'by account')
  await sql`alter table passcodes add foreign key (account_id) references accounts (account_id)`.execute(db)
  await sql`
    create table caller_codes (
      account_id text not null,
      code_id bigint generated always as identity,
      contact_id bigint not null,
      hash text not null,
      sent_at timestamptz not null default now(),
      expires_at timestamptz not null default now() + interval '10 minutes',
      used_at timestamptz,
      primary key (account_id, code_id),
      constraint ten_minutes check (expires_at <= sent_at + interval '10 minutes')
    )`.execute(db)
  await lives(db, 'caller_codes', 'by account')
  await sql`alter table caller_codes add foreign key (account_id, contact_id) references contacts (account_id, contact_id)`.execute(
    db,
  )
  // Those whom a business has named, in its contract, to speak for it: 47 CFR 64.2010(g).
  await sql`
    create table business_contacts (
      account_id text not null,
      name_words text not null,
      name text not null,
      primary key (account_id, name_words)
    )`.execute(db)
  await lives(db, 'business_contacts', 'by account')
  await sql`alter table business_contacts add foreign key (account_id) references accounts (account_id)`.execute(
    db,
  )
}

async function notices(db: Kysely<never>): Promise<void> {
  // A code and the news of a change go out like every notice; an old address and a sealed code stay until they are sent.
  await sql`alter table notices alter column outage_id drop not null`.execute(db)
  await sql`alter table notices add column kind text not null default 'credit' check (kind in ('credit', 'code', 'change')),
    add column about text, add column address text, add column sealed text,
    add constraint credit_of_an_outage check (kind <> 'credit' or outage_id is not null),
    add constraint change_of_something check ((kind = 'change') = coalesce(about in ('passcode', 'email', 'phone', 'address'), false)),
    add constraint only_codes_are_sealed check (sealed is null or kind = 'code')`.execute(db)
}

/** 47 CFR 64.2010(f), held by the database: a change of one of the four without its notice is not committed. */
async function toldAtOnce(db: Kysely<never>): Promise<void> {
  await sql`
    create function insist_on_telling() returns trigger language plpgsql as $$
    declare what text;
    begin
      -- The carrier's own systems tell of what they change and send here in a file; erasing leaves nobody to tell.
      if current_setting('makeright.told_elsewhere', true) = 'on' or to_jsonb(new) ->> 'erased_at' is not null then return null; end if;
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
  await sql`create constraint trigger told_at_once after update on accounts deferrable initially deferred for each row
    when ((old.email, old.contact_phone, old.street, old.city, old.state, old.postal_code)
      is distinct from (new.email, new.contact_phone, new.street, new.city, new.state, new.postal_code))
    execute function insist_on_telling()`.execute(db)
  await sql`create constraint trigger told_at_once after insert or update on passcodes deferrable initially deferred for each row
    execute function insist_on_telling()`.execute(db)
}

async function never(db: Kysely<never>, table: string): Promise<void> {
  await sql`create trigger never_deleted before delete on ${sql.table(table)} for each row execute function refuse_change()`.execute(
    db,
  )
  await sql`create trigger never_emptied before truncate on ${sql.table(table)} for each statement execute function refuse_change()`.execute(
    db,
  )
}
