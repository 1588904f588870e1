import { type Kysely, sql } from 'kysely'
import { lives } from '../lives.ts'

export async function up(db: Kysely<never>): Promise<void> {
  // account_id is the carrier's own account number: a natural key needs no look-up when files are loaded, and it is
  // what people read to each other. See docs/decisions/0003-account-number-is-the-key.md.
  await sql`
    create table accounts (
      account_id text primary key check (account_id ~ '^[A-Za-z0-9-]{3,32}$'),
      type text not null check (type in ('consumer', 'small_business', 'business', 'prepaid', 'sub_brand')),
      status text not null check (status in ('active', 'suspended', 'closed')),
      closed_on date,
      holder_name text not null,
      name_words text not null,
      name_search tsvector generated always as (array_to_tsvector(string_to_array(name_words, ' '))) stored,
      email text,
      contact_phone text check (contact_phone ~ '^\\+[0-9]{7,15}$'),
      contact_phone_reversed text generated always as (reverse(contact_phone)) stored,
      street text,
      city text,
      state text,
      postal_code text,
      time_zone text not null,
      bill_day int not null check (bill_day between 1 and 28),
      language text not null default 'en' check (language in ('en', 'es')),
      texts_refused boolean not null default false,
      currency text not null default 'USD',
      updated_at timestamptz not null default now(),
      check ((status = 'closed') = (closed_on is not null))
    )`.execute(db)
  await lives(db, 'accounts', 'by account')
  // serves: search by the start of an account number
  await sql`create index accounts_number_prefix on accounts (account_id text_pattern_ops)`.execute(db)
  // serves: search by name parts in any order; fastupdate is off so that a search never walks a pending list
  await sql`create index accounts_name_search on accounts using gin (name_search) with (fastupdate = off)`.execute(
    db,
  )
  // serves: search by e-mail, whole or its start
  await sql`create index accounts_email on accounts (lower(email) text_pattern_ops)`.execute(db)
  // serves: search by the last four or more digits of the contact number
  await sql`create index accounts_contact_phone on accounts (contact_phone_reversed text_pattern_ops)`.execute(
    db,
  )

  await sql`
    create table lines (
      account_id text not null,
      line_id bigint generated always as identity,
      phone text not null check (phone ~ '^\\+[0-9]{7,15}$'),
      phone_reversed text generated always as (reverse(phone)) stored,
      imsi text check (imsi ~ '^[0-9]{14,15}$'),
      status text not null check (status in ('active', 'suspended', 'closed')),
      plan_code text not null,
      plan_name text not null,
      monthly_charge bigint not null check (monthly_charge >= 0),
      activated_on date,
      market text not null,
      time_zone text not null,
      updated_at timestamptz not null default now(),
      primary key (account_id, line_id),
      unique (account_id, phone)
    )`.execute(db)
  await lives(db, 'lines', 'by account')
  await sql`alter table lines add foreign key (account_id) references accounts (account_id)`.execute(db)
  // serves: search by phone, whole or its last four or more digits; and the owner of a number when a feed is loaded
  await sql`create index lines_phone on lines (phone_reversed text_pattern_ops)`.execute(db)
  // serves: search by SIM (IMSI)
  await sql`create index lines_imsi on lines (imsi)`.execute(db)
}
