import { type Kysely, sql } from 'kysely'
import { lives } from '../lives.ts'

export async function up(db: Kysely<never>): Promise<void> {
  await sql`
    create table limit_levels (
      level text primary key,
      rank int not null unique,
      per_action bigint not null check (per_action > 0),
      per_account_and_outage bigint not null check (per_account_and_outage >= per_action),
      per_day bigint not null check (per_day >= per_action),
      currency text not null default 'USD'
    )`.execute(db)
  await lives(db, 'limit_levels', 'everywhere')

  // A row is a person. Whoever has two sign-ins is still one person: every four-eyes rule compares staff_id.
  await sql`
    create table staff (
      staff_id bigint generated always as identity primary key,
      name text not null,
      role text not null check (role in ('agent', 'supervisor', 'manager', 'auditor', 'admin')),
      limit_level text references limit_levels (level),
      active boolean not null default true
    )`.execute(db)
  await lives(db, 'staff', 'everywhere')

  await sql`
    create table sign_ins (
      username text primary key check (username = lower(username)),
      staff_id bigint not null references staff (staff_id),
      password_hash text not null
    )`.execute(db)
  await lives(db, 'sign_ins', 'everywhere')

  // Opaque tokens are kept as SHA-256 only: a stolen dump opens nothing.
  await sql`
    create table sessions (
      token_hash bytea primary key,
      staff_id bigint not null references staff (staff_id),
      created_at timestamptz not null default now(),
      last_seen_at timestamptz not null default now()
    )`.execute(db)
  await lives(db, 'sessions', 'everywhere')
  // serves: sign-out everywhere and the removal of sessions past their absolute age
  await sql`create index sessions_created_at on sessions (created_at)`.execute(db)

  await sql`
    create table sign_in_failures (
      subject text primary key,
      window_started_at timestamptz not null default now(),
      failures int not null default 0
    )`.execute(db)
  await lives(db, 'sign_in_failures', 'everywhere')

  await sql`
    create table desk (
      singleton boolean primary key default true check (singleton),
      business_date date,
      business_zone text not null default 'America/Chicago',
      demo boolean not null default false
    )`.execute(db)
  await lives(db, 'desk', 'everywhere')

  await sql`
    create table stop_switches (
      switch_id bigint generated always as identity primary key,
      scope text not null,
      reason text not null check (length(reason) >= 3),
      stopped_by bigint not null references staff (staff_id),
      stopped_at timestamptz not null default now(),
      lifted_by bigint references staff (staff_id),
      lifted_at timestamptz,
      check ((lifted_by is null) = (lifted_at is null))
    )`.execute(db)
  await lives(db, 'stop_switches', 'everywhere')
  // serves: is this scope stopped now? at most one open stop for each
  await sql`create unique index stop_switches_open on stop_switches (scope) where lifted_at is null`.execute(
    db,
  )

  await sql`
    create table staff_days (
      staff_id bigint not null references staff (staff_id),
      business_date date not null,
      given bigint not null default 0 check (given >= 0),
      primary key (staff_id, business_date)
    )`.execute(db)
  await lives(db, 'staff_days', 'everywhere')
}
