import { type Kysely, sql } from 'kysely'
import { lives } from '../lives.ts'

export async function up(db: Kysely<never>): Promise<void> {
  await sql`
    create table notices (
      account_id text not null,
      notice_id bigint generated always as identity,
      outage_id text not null,
      credit_id bigint,
      channel text not null check (channel in ('text', 'email')),
      body text not null,
      state text not null default 'waiting' check (state in ('waiting', 'sent', 'delivered', 'failed')),
      made_at timestamptz not null default now(),
      business_date date not null,
      primary key (account_id, notice_id)
    )`.execute(db)
  await lives(db, 'notices', 'by account')
  await sql`alter table notices add foreign key (account_id) references accounts (account_id)`.execute(db)
  // serves: the timeline of one account
  await sql`create unique index notices_once on notices (account_id, credit_id, channel) where credit_id is not null`.execute(
    db,
  )

  // What happened to one account. Ids and amounts only: no names, numbers or addresses.
  await sql`
    create table account_events (
      account_id text not null,
      event_id bigint generated always as identity,
      happened_at timestamptz not null default now(),
      business_date date not null,
      actor_id bigint,
      action text not null,
      outcome text not null default 'done',
      adjustment_id bigint,
      credit_id bigint,
      reason text,
      detail jsonb not null default '{}',
      request_id text not null,
      primary key (account_id, event_id)
    )`.execute(db)
  await lives(db, 'account_events', 'by account')

  // What happened to the desk itself: sign-ins, imports, runs, cycles, stops.
  await sql`
    create table desk_events (
      event_id bigint generated always as identity primary key,
      happened_at timestamptz not null default now(),
      business_date date not null,
      actor_id bigint,
      action text not null,
      outcome text not null default 'done',
      reason text,
      detail jsonb not null default '{}',
      request_id text not null
    )`.execute(db)
  await lives(db, 'desk_events', 'local')
}
