import { type Kysely, sql } from 'kysely'
import { lives } from '../lives.ts'

export async function up(db: Kysely<never>): Promise<void> {
  await sql`
    create table reason_codes (
      code text primary key,
      label text not null,
      kind text not null check (kind in ('entitlement', 'top_up', 'goodwill', 'documented_loss', 'statutory')),
      note_at_least int not null default 0 check (note_at_least >= 0),
      rank int not null,
      active boolean not null default true
    )`.execute(db)
  await lives(db, 'reason_codes', 'everywhere')

  await sql`
    create table adjustments (
      account_id text not null,
      adjustment_id bigint generated always as identity,
      outage_id text not null,
      state text not null check (state in ('requested', 'granted', 'refused', 'returned', 'withdrawn', 'expired', 'reversed')),
      kind text not null,
      reason_code text not null,
      note text not null default '',
      requested bigint not null check (requested > 0),
      granted bigint check (granted > 0 and granted <= requested),
      currency text not null,
      offered bigint not null check (offered >= 0),
      why_approval text,
      needs_role text check (needs_role in ('supervisor', 'manager')),
      approvals_needed int not null default 0 check (approvals_needed between 0 and 2),
      past_claim boolean not null default false,
      facts jsonb not null,
      requested_by bigint not null,
      requested_at timestamptz not null default now(),
      business_date date not null,
      expires_at timestamptz,
      decided_by bigint,
      decided_at timestamptz,
      decision_reason text,
      billing text check (billing in ('scheduled', 'queued', 'accepted', 'applied', 'failed')),
      bill_on date,
      promised_by date,
      queued_on date,
      accepted_on date,
      applied_on date,
      failed_on date,
      failed_because text,
      draft_id uuid not null,
      primary key (account_id, adjustment_id),
      unique (account_id, draft_id),
      unique (account_id, adjustment_id, requested_by),
      constraint four_eyes check (decided_by <> requested_by),
      constraint request_is_decided_by_somebody check (approvals_needed = 0 or state not in ('granted', 'refused', 'returned', 'reversed') or decided_by is not null),
      constraint decided_in_full check ((state in ('granted', 'reversed')) = (granted is not null)),
      constraint granted_goes_on_a_bill check ((granted is not null) = (bill_on is not null and promised_by is not null and billing is not null)),
      constraint refusal_says_why check (state not in ('refused', 'returned') or length(decision_reason) >= 3),
      constraint request_expires check ((approvals_needed > 0) = (expires_at is not null))
    )`.execute(db)
  await lives(db, 'adjustments', 'by account')
  await sql`alter table adjustments add foreign key (account_id) references accounts (account_id)`.execute(db)
  await sql`alter table adjustments add foreign key (outage_id) references outages (outage_id)`.execute(db)
  await sql`alter table adjustments add foreign key (reason_code) references reason_codes (code)`.execute(db)
  await sql`alter table adjustments add foreign key (requested_by) references staff (staff_id)`.execute(db)
  await sql`alter table adjustments add foreign key (decided_by) references staff (staff_id)`.execute(db)
  await sql`alter table transfers add foreign key (account_id, adjustment_id) references adjustments (account_id, adjustment_id)`.execute(
    db,
  )
  // serves: search and links by request number, which does not say the account
  await sql`create index adjustments_number on adjustments (adjustment_id)`.execute(db)
  // serves: the queue of waiting requests, oldest first, and the sweep of expired ones
  await sql`create index adjustments_waiting on adjustments (requested_at) where state = 'requested'`.execute(
    db,
  )
  // serves: "mine" and "decided today" in the queue
  await sql`create index adjustments_by_requester on adjustments (requested_by, requested_at)`.execute(db)
  await sql`create index adjustments_by_decision on adjustments (decided_at) where decided_at is not null`.execute(
    db,
  )
  // serves: the cycle clock's next step
  await sql`create index adjustments_under_way on adjustments (billing, bill_on) where billing in ('scheduled', 'queued', 'accepted')`.execute(
    db,
  )

  // Each approval of a request; above the managers' own limit two are needed, from two people, neither the requester.
  await sql`
    create table approvals (
      account_id text not null,
      adjustment_id bigint not null,
      approved_by bigint not null,
      requested_by bigint not null,
      amount bigint not null check (amount > 0),
      reason text not null default '',
      approved_at timestamptz not null default now(),
      business_date date not null,
      primary key (account_id, adjustment_id, approved_by),
      constraint four_eyes check (approved_by <> requested_by)
    )`.execute(db)
  await lives(db, 'approvals', 'by account')
  await sql`alter table approvals add foreign key (account_id, adjustment_id, requested_by)
    references adjustments (account_id, adjustment_id, requested_by)`.execute(db)

  // One credit per cause: whoever gives, takes the claim first. It is freed only when nothing of it remains given.
  await sql`
    create table claims (
      account_id text not null,
      claim_id bigint generated always as identity,
      outage_id text not null,
      kind text not null,
      line_id bigint not null default 0,
      step int not null default 1 check (step > 0),
      credit_id bigint,
      adjustment_id bigint,
      freed_at timestamptz,
      primary key (account_id, claim_id),
      check ((credit_id is null) <> (adjustment_id is null))
    )`.execute(db)
  await lives(db, 'claims', 'by account')
  await sql`alter table claims add foreign key (account_id) references accounts (account_id)`.execute(db)
  // serves: one credit per cause
  await sql`create unique index claims_once on claims (account_id, outage_id, kind, line_id, step) where freed_at is null`.execute(
    db,
  )

  await sql`
    create table reversals (
      account_id text not null,
      reversal_id bigint generated always as identity,
      adjustment_id bigint not null,
      transfer_id bigint not null,
      amount bigint not null check (amount > 0),
      reason text not null check (length(reason) >= 3),
      reversed_by bigint not null,
      requested_by bigint not null,
      decided_by bigint,
      reversed_at timestamptz not null default now(),
      business_date date not null,
      primary key (account_id, reversal_id),
      unique (account_id, adjustment_id),
      constraint four_eyes check (reversed_by <> requested_by and reversed_by is distinct from decided_by)
    )`.execute(db)
  await lives(db, 'reversals', 'by account')
  await sql`alter table reversals add foreign key (account_id, adjustment_id, requested_by)
    references adjustments (account_id, adjustment_id, requested_by)`.execute(db)
  await sql`alter table reversals add foreign key (account_id, transfer_id) references transfers (account_id, transfer_id)`.execute(
    db,
  )

  // The draft carries the intent's key (its id): issued when the form opens, the same after reload, crash or log-out.
  await sql`
    create table drafts (
      account_id text not null,
      draft_id uuid not null,
      staff_id bigint not null,
      outage_id text not null,
      amount_text text not null default '' check (length(amount_text) <= 40),
      reason_code text not null default '',
      note text not null default '' check (length(note) <= 2000),
      updated_at timestamptz not null default now(),
      sent_at timestamptz,
      request_hash text,
      answer jsonb,
      adjustment_id bigint,
      primary key (account_id, draft_id),
      check ((sent_at is null) = (request_hash is null) and (sent_at is null) = (answer is null))
    )`.execute(db)
  await lives(db, 'drafts', 'by account')
  await sql`alter table drafts add foreign key (account_id) references accounts (account_id)`.execute(db)
  // serves: the one open draft of a person for an account and outage, whatever the tab
  await sql`create unique index drafts_open on drafts (account_id, staff_id, outage_id) where sent_at is null`.execute(
    db,
  )
}
