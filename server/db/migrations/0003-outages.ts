import { type Kysely, sql } from 'kysely'
import { lives } from '../lives.ts'

export async function up(db: Kysely<never>): Promise<void> {
  await sql`
    create table outages (
      outage_id text primary key check (outage_id ~ '^[a-z0-9-]{3,64}$'),
      name text not null,
      cause text not null,
      starts_at timestamptz not null,
      ends_at timestamptz not null check (ends_at > starts_at),
      window_source text not null,
      wording text not null,
      time_zone text not null
    )`.execute(db)
  await lives(db, 'outages', 'everywhere')

  // Sources disagree about when an outage began and ended; each is kept, one is adjudicated (outages.window_source).
  await sql`
    create table outage_sources (
      outage_id text not null references outages (outage_id),
      source text not null,
      starts_at timestamptz,
      ends_at timestamptz,
      remark text not null default '',
      primary key (outage_id, source)
    )`.execute(db)
  await lives(db, 'outage_sources', 'everywhere')

  await sql`
    create table outage_sites (
      outage_id text not null references outages (outage_id),
      site text not null,
      market text not null,
      down_at timestamptz not null,
      up_at timestamptz check (up_at >= down_at),
      cause text not null,
      primary key (outage_id, site, down_at)
    )`.execute(db)
  await lives(db, 'outage_sites', 'everywhere')

  // The evidence, as the feeds gave it. One source says one thing about one moment.
  await sql`
    create table impact_intervals (
      account_id text not null,
      line_id bigint not null,
      outage_id text not null,
      source text not null,
      detached_at timestamptz not null,
      reattached_at timestamptz check (reattached_at >= detached_at),
      site text not null,
      primary key (account_id, line_id, outage_id, source, detached_at)
    )`.execute(db)
  await lives(db, 'impact_intervals', 'by account')
  await sql`alter table impact_intervals add foreign key (account_id, line_id) references lines (account_id, line_id)`.execute(
    db,
  )
  await sql`alter table impact_intervals add foreign key (outage_id) references outages (outage_id)`.execute(
    db,
  )

  // Derived from the intervals by server/outages/measure-impacts.ts, in seconds, clipped to the adjudicated window.
  await sql`
    create table line_impacts (
      account_id text not null,
      line_id bigint not null,
      outage_id text not null,
      seconds_lost int not null check (seconds_lost >= 0),
      uncertain_seconds int not null check (uncertain_seconds between 0 and seconds_lost),
      first_lost_at timestamptz not null,
      last_back_at timestamptz not null,
      weather_only boolean not null default false,
      primary key (account_id, line_id, outage_id)
    )`.execute(db)
  await lives(db, 'line_impacts', 'by account')
  await sql`alter table line_impacts add foreign key (account_id, line_id) references lines (account_id, line_id)`.execute(
    db,
  )
  await sql`alter table line_impacts add foreign key (outage_id) references outages (outage_id)`.execute(db)
}
