import { type Kysely, sql } from 'kysely'
import { lives } from '../lives.ts'

export async function up(db: Kysely<never>): Promise<void> {
  await sessionsAndSteps(db)
  await secondFactors(db)
  await throttles(db)
  await sql`grant usage on all sequences in schema public to makeright_app`.execute(db)
}

async function sessionsAndSteps(db: Kysely<never>): Promise<void> {
  // A half session has given a password and owes a code; it opens nothing. created_at is when somebody signed in: a new
  // token after a step-up does not begin the eight hours anew.
  await sql`alter table sessions
    add column session_id bigint generated always as identity,
    add column stage text not null default 'whole' check (stage in ('half', 'whole')),
    add column how text not null default 'password' check (how in ('password', 'code', 'recovery', 'provider')),
    add column stepped_up_at timestamptz not null default now(),
    add column address text check (length(address) <= 45),
    add column browser text check (length(browser) <= 60),
    add column provider_session text check (length(provider_session) <= 200)`.execute(db)
  // serves: ending one session that its list names
  await sql`create unique index sessions_by_id on sessions (session_id)`.execute(db)
  // serves: the sessions of one person, and ending all of them
  await sql`create index sessions_of_person on sessions (staff_id)`.execute(db)
}

async function secondFactors(db: Kysely<never>): Promise<void> {
  // The secret is sealed (server/staff/secret-box.ts); until it is confirmed by a code it is asked for by nobody.
  await sql`
    create table second_factors (
      staff_id bigint primary key references staff (staff_id),
      secret_sealed text not null,
      begun_at timestamptz not null default now(),
      confirmed_at timestamptz
    )`.execute(db)
  await lives(db, 'second_factors', 'everywhere')
  // Each time step once: of sixty-four replays of a code one finds no row here.
  await sql`
    create table used_time_steps (
      staff_id bigint not null references staff (staff_id),
      step bigint not null,
      used_at timestamptz not null default now(),
      primary key (staff_id, step)
    )`.execute(db)
  await lives(db, 'used_time_steps', 'everywhere')
  await sql`
    create table recovery_codes (
      staff_id bigint not null references staff (staff_id),
      code_hash bytea not null,
      made_at timestamptz not null default now(),
      used_at timestamptz,
      primary key (staff_id, code_hash)
    )`.execute(db)
  await lives(db, 'recovery_codes', 'everywhere')
  await sql`grant select, insert, update, delete on second_factors, used_time_steps, recovery_codes to makeright_app`.execute(
    db,
  )
}

async function throttles(db: Kysely<never>): Promise<void> {
  // Somebody who signs in by the carrier's provider has a name here and no password.
  await sql`alter table sign_ins alter column password_hash drop not null`.execute(db)
  // A password is hashed anew when the cost rises, and when its owner changes it.
  await sql`grant update (password_hash) on sign_ins to makeright_app`.execute(db)
  await sql`alter table sign_in_failures
    add column last_try_at timestamptz not null default now(),
    add column locked_until timestamptz,
    add column rounds int not null default 0`.execute(db)
  // Which names were tried from where, as hashes: many of one address, or many at all, are somebody who sprays.
  await sql`
    create table sign_in_names (
      address text not null,
      name_hash bytea not null,
      tried_at timestamptz not null default now(),
      primary key (address, name_hash)
    )`.execute(db)
  await lives(db, 'sign_in_names', 'everywhere')
  // serves: how many names were tried lately, and taking out what is older
  await sql`create index sign_in_names_newest on sign_in_names (tried_at)`.execute(db)
  await sql`grant select, insert, update, delete on sign_in_names to makeright_app`.execute(db)
}
