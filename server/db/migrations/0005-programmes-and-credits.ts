import { type Kysely, sql } from 'kysely'
import { lives } from '../lives.ts'

export async function up(db: Kysely<never>): Promise<void> {
  await sql`
    create table programmes (
      programme_id text not null,
      version int not null check (version > 0),
      outage_id text not null references outages (outage_id),
      document jsonb not null,
      hash text not null,
      published_on date not null,
      primary key (programme_id, version)
    )`.execute(db)
  await lives(db, 'programmes', 'everywhere')

  await sql`
    create table programme_runs (
      run_id bigint generated always as identity primary key,
      programme_id text not null,
      version int not null,
      outage_id text not null references outages (outage_id),
      started_by bigint references staff (staff_id),
      business_date date not null,
      started_at timestamptz not null default now(),
      ended_at timestamptz,
      accounts_credited int not null default 0,
      amount_credited bigint not null default 0,
      foreign key (programme_id, version) references programmes (programme_id, version)
    )`.execute(db)
  await lives(db, 'programme_runs', 'everywhere')

  await sql`
    create table credits (
      account_id text not null,
      credit_id bigint generated always as identity,
      outage_id text not null,
      programme_id text not null,
      programme_version int not null,
      run_id bigint not null,
      amount bigint not null check (amount > 0),
      currency text not null,
      billing text not null check (billing in ('scheduled', 'queued', 'accepted', 'applied', 'failed')),
      scheduled_on date not null,
      bill_on date not null check (bill_on > scheduled_on),
      promised_by date not null check (promised_by >= bill_on),
      queued_on date,
      accepted_on date,
      applied_on date,
      failed_on date,
      failed_because text,
      facts jsonb not null,
      facts_hash text not null,
      primary key (account_id, credit_id),
      unique (account_id, outage_id, programme_id, programme_version),
      check ((billing = 'applied') = (applied_on is not null)),
      check ((billing = 'failed') = (failed_on is not null and failed_because is not null))
    )`.execute(db)
  await lives(db, 'credits', 'by account')
  await sql`alter table credits add foreign key (account_id) references accounts (account_id)`.execute(db)
  await sql`alter table credits add foreign key (programme_id, programme_version) references programmes (programme_id, version)`.execute(
    db,
  )
  await sql`alter table transfers add foreign key (account_id, credit_id) references credits (account_id, credit_id)`.execute(
    db,
  )
  // serves: the cycle clock's next step, which visits only what is still under way
  await sql`create index credits_under_way on credits (billing, bill_on) where billing in ('scheduled', 'queued', 'accepted')`.execute(
    db,
  )

  // The reason an account got nothing is worked out from facts whenever it is asked; what is stored is what was given.
}
