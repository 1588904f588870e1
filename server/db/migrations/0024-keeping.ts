import { type Kysely, sql } from 'kysely'
import { lives } from '../lives.ts'

/** How long records are kept, what a court wants kept, and what is left when a customer's data is erased: docs/security.md. */
export async function up(db: Kysely<never>): Promise<void> {
  await retention(db)
  await legalHolds(db)
  await erasure(db)
  await expiry(db)
  await goneLooks(db)
  await sql`grant select on retention, journal_expiries, journal_gone to makeright_app`.execute(db)
  await sql`grant select, insert, update on legal_holds to makeright_app`.execute(db)
  await sql`grant delete on simulations, unknown_outcomes, caller_codes, passcodes, business_contacts to makeright_app`.execute(
    db,
  )
  await sql`grant usage on all sequences in schema public to makeright_app`.execute(db)
}

/** A floor changes by a migration, a period by the owner of the database: the server's role changes neither. */
async function retention(db: Kysely<never>): Promise<void> {
  // Looks at customers: records under 47 CFR 64.2009 and 64.2011 are kept two years. Answers: a key that is sent again
  // within a month gets its first answer (docs/guarantees.md).
  await sql`
    create table retention (
      kind text primary key,
      floor_days int not null generated always as (case kind
        when 'looks' then 731 when 'answers' then 31 when 'notices' then 90 when 'drafts' then 2 when 'simulations' then 1
        when 'failures' then 1 when 'names' then 1 when 'steps' then 1 when 'outcomes' then 7 else 0 end) stored,
      keep_days int not null check (keep_days between 0 and 36525),
      changed_at timestamptz not null default now(),
      constraint not_below_the_floor check (keep_days >= floor_days)
    )`.execute(db)
  await lives(db, 'retention', 'everywhere')
  await sql`insert into retention (kind, keep_days) values ('looks', 1096), ('answers', 90), ('notices', 365), ('drafts', 30),
    ('simulations', 90), ('failures', 2), ('names', 2), ('sessions', 1), ('codes', 1), ('steps', 1), ('outcomes', 90), ('rejects', 30)`.execute(
    db,
  )
}

async function legalHolds(db: Kysely<never>): Promise<void> {
  await sql`
    create table legal_holds (
      account_id text not null,
      hold_id bigint generated always as identity,
      reason text not null check (length(reason) between 3 and 500),
      held_by bigint not null,
      held_at timestamptz not null default now(),
      released_by bigint,
      released_at timestamptz,
      release_reason text check (length(release_reason) between 3 and 500),
      primary key (account_id, hold_id),
      check ((released_by is null) = (released_at is null) and (released_by is null) = (release_reason is null))
    )`.execute(db)
  await lives(db, 'legal_holds', 'by account')
  await sql`alter table legal_holds add foreign key (account_id) references accounts (account_id)`.execute(db)
  await sql`alter table legal_holds add foreign key (held_by) references staff (staff_id)`.execute(db)
  await sql`alter table legal_holds add foreign key (released_by) references staff (staff_id)`.execute(db)
  // serves: whether an account is held now; at most one open hold for each
  await sql`create unique index legal_holds_open on legal_holds (account_id) where released_at is null`.execute(
    db,
  )
  await sql`
    create function refuse_hold_change() returns trigger language plpgsql as $$
    begin
      if old.released_at is not null or (new.account_id, new.reason, new.held_by, new.held_at)
        is distinct from (old.account_id, old.reason, old.held_by, old.held_at) then
        raise exception 'a legal hold is released once, and otherwise permanent' using errcode = 'MR001';
      end if;
      return new;
    end $$`.execute(db)
  await sql`create trigger released_once before update on legal_holds for each row execute function refuse_hold_change()`.execute(
    db,
  )
  await permanent(db, 'legal_holds', ['delete', 'truncate'])
}

async function erasure(db: Kysely<never>): Promise<void> {
  await sql`alter table accounts add column erased_at timestamptz`.execute(db)
  // serves: an import that leaves out what was erased
  await sql`create index accounts_erased on accounts (account_id) where erased_at is not null`.execute(db)
  await sql`
    create function refuse_erasure() returns trigger language plpgsql as $$
    begin
      if old.erased_at is null and exists (select from legal_holds where account_id = old.account_id and released_at is null) then
        raise exception 'account % is under a legal hold', old.account_id using errcode = 'MR004';
      end if;
      if new.email is not null or new.contact_phone is not null or new.street is not null or new.city is not null
        or new.state is not null or new.postal_code is not null or new.name_words <> '' or new.erased_at is null
        or old.erased_at is not null and (new.holder_name, new.erased_at) is distinct from (old.holder_name, old.erased_at) then
        raise exception 'account % is erased, and nothing personal comes back to it', old.account_id using errcode = 'MR001';
      end if;
      return new;
    end $$`.execute(db)
  await sql`create trigger stays_erased before update on accounts for each row
    when (old.erased_at is not null or new.erased_at is not null) execute function refuse_erasure()`.execute(
    db,
  )
}

async function expiry(db: Kysely<never>): Promise<void> {
  // A sent draft stays for ever with its key, so that its intent is never made twice; its text and answer do not.
  await sql`alter table drafts add column answer_expired_at timestamptz`.execute(db)
  await sql`
    do $$ declare one text; begin
      for one in select conname from pg_constraint where conrelid = 'drafts'::regclass and contype = 'c'
        and pg_get_constraintdef(oid) ~ 'answer IS NULL'
      loop execute format('alter table drafts drop constraint %I', one); end loop;
    end $$`.execute(db)
  await sql`alter table drafts add constraint sent_in_full check ((sent_at is null) = (request_hash is null)
    and (sent_at is null or answer_expired_at is not null) = (answer is null))`.execute(db)
  // serves: what was typed or answered long ago
  await sql`create index drafts_by_age on drafts (updated_at) where note <> '' or amount_text <> '' or answer is not null`.execute(
    db,
  )
  // serves: notices whose text has expired
  await sql`create index notices_by_age on notices (made_at) where body <> ''`.execute(db)
  await sql`
    create function body_may_go(notice notices) returns boolean language sql stable as $$
      select notice.made_at < now() - make_interval(days => (select floor_days from retention where kind = 'notices'))
        or exists (select from accounts a where a.account_id = notice.account_id and a.erased_at is not null)
    $$`.execute(db)
  await sql`
    create or replace function refuse_notice_step() returns trigger language plpgsql as $$
    begin
      if new.state <> old.state and not (
        old.state = 'waiting' and new.state in ('sent', 'failed')
        or old.state = 'sent' and new.state in ('delivered', 'failed')
      ) then
        raise exception 'a notice cannot go from % to %', old.state, new.state using errcode = 'MR002';
      end if;
      if new.credit_id is distinct from old.credit_id or new.body <> old.body and not (new.body = '' and body_may_go(old)) then
        raise exception 'what a notice says is permanent' using errcode = 'MR001';
      end if;
      return new;
    end $$`.execute(db)
}

/** Looks that were old enough are taken out of the journal one by one, and a signed line says which: docs/journal.md. */
async function goneLooks(db: Kysely<never>): Promise<void> {
  await sql`
    create table journal_expiries (
      expiry_no bigint primary key,
      line text not null
    )`.execute(db)
  await lives(db, 'journal_expiries', 'local')
  await sql`
    create table journal_gone (
      seq bigint primary key,
      expiry_no bigint not null
    )`.execute(db)
  await lives(db, 'journal_gone', 'local')
  // serves: verifying an expiry, which signs the numbers of what it took
  await sql`create index journal_gone_by_expiry on journal_gone (expiry_no, seq)`.execute(db)
  for (const table of ['journal_expiries', 'journal_gone'])
    await permanent(db, table, ['update', 'delete', 'truncate'])
  await sql`
    create function refuse_unless_expired() returns trigger language plpgsql as $$
    declare about text := coalesce(to_jsonb(old) ->> 'account_id', '');
    begin
      if old.action = 'read' and old.happened_at < now() - make_interval(days => (select floor_days from retention where kind = 'looks'))
        and exists (select from journal_chain c join journal_gone g on g.seq = c.seq where c.event_id = old.event_id
          and c.about_account = about and c.kind = case about when '' then 'desk' else 'account' end) then
        return old;
      end if;
      raise exception '% on % is refused: its rows are permanent', tg_op, tg_table_name using errcode = 'MR001';
    end $$`.execute(db)
  for (const table of ['account_events', 'desk_events']) {
    await sql`drop trigger never_deleted on ${sql.table(table)}`.execute(db)
    await sql`create trigger never_deleted before delete on ${sql.table(table)} for each row execute function refuse_unless_expired()`.execute(
      db,
    )
  }
}

async function permanent(
  db: Kysely<never>,
  table: string,
  against: readonly ('update' | 'delete' | 'truncate')[],
): Promise<void> {
  const names = { update: 'permanent', delete: 'never_deleted', truncate: 'never_emptied' }
  for (const each of against)
    await sql`create trigger ${sql.ref(names[each])} before ${sql.raw(each)} on ${sql.table(table)}
      for each ${sql.raw(each === 'truncate' ? 'statement' : 'row')} execute function refuse_change()`.execute(
      db,
    )
}
