import { type Kysely, sql } from 'kysely'
import { lives } from '../lives.ts'

export async function up(db: Kysely<never>): Promise<void> {
  // A reversal takes back one posted item: an adjustment, or an automatic credit. `approved_by` is set above the limit.
  await sql`alter table reversals alter column adjustment_id drop not null`.execute(db)
  await sql`alter table reversals alter column requested_by drop not null`.execute(db)
  await sql`alter table reversals add column credit_id bigint, add column approved_by bigint`.execute(db)
  await sql`alter table reversals add constraint one_posted_item check ((adjustment_id is null) <> (credit_id is null)),
    add constraint adjustment_names_its_requester check (adjustment_id is null or requested_by is not null),
    add constraint four_eyes_above_the_limit check (approved_by <> reversed_by and approved_by <> requested_by and approved_by is distinct from coalesce(decided_by, 0))`.execute(
    db,
  )
  await sql`alter table reversals add foreign key (account_id, credit_id) references credits (account_id, credit_id)`.execute(
    db,
  )
  // serves: a credit is reversed once, and what was taken back of it
  await sql`create unique index reversals_credit_once on reversals (account_id, credit_id) where credit_id is not null`.execute(
    db,
  )

  // Taking back more than one's own limit is asked for, and decided by somebody else (rulings 8).
  await sql`
    create table reversal_requests (
      account_id text not null,
      reversal_request_id bigint generated always as identity,
      adjustment_id bigint,
      credit_id bigint,
      amount bigint not null check (amount > 0),
      currency text not null,
      reason text not null check (length(reason) >= 3),
      state text not null default 'requested' check (state in ('requested', 'granted', 'refused', 'withdrawn')),
      requested_by bigint not null,
      requested_at timestamptz not null default now(),
      business_date date not null,
      decided_by bigint,
      decided_at timestamptz,
      decision_reason text,
      primary key (account_id, reversal_request_id),
      constraint one_posted_item check ((adjustment_id is null) <> (credit_id is null)),
      constraint four_eyes check (decided_by <> requested_by),
      constraint decided_by_somebody check ((decided_by is not null) = (state in ('granted', 'refused')) and (decided_by is null) = (decided_at is null)),
      constraint refusal_says_why check (state <> 'refused' or length(decision_reason) >= 3)
    )`.execute(db)
  await lives(db, 'reversal_requests', 'by account')
  await sql`alter table reversal_requests add foreign key (account_id, adjustment_id) references adjustments (account_id, adjustment_id)`.execute(
    db,
  )
  await sql`alter table reversal_requests add foreign key (account_id, credit_id) references credits (account_id, credit_id)`.execute(
    db,
  )
  await sql`alter table reversal_requests add foreign key (requested_by) references staff (staff_id)`.execute(
    db,
  )
  await sql`alter table reversal_requests add foreign key (decided_by) references staff (staff_id)`.execute(
    db,
  )
  // serves: one waiting at a time for each item, and the item's page
  await sql`create unique index reversal_requests_open_adjustment on reversal_requests (account_id, adjustment_id)
    where state = 'requested' and adjustment_id is not null`.execute(db)
  await sql`create unique index reversal_requests_open_credit on reversal_requests (account_id, credit_id)
    where state = 'requested' and credit_id is not null`.execute(db)
  // serves: the queue of what waits to be taken back, oldest first
  await sql`create index reversal_requests_waiting on reversal_requests (requested_at) where state = 'requested'`.execute(
    db,
  )
  await sql`
    create function refuse_reversal_step() returns trigger language plpgsql as $$
    begin
      if old.state <> 'requested' or new.state not in ('granted', 'refused', 'withdrawn') then
        raise exception 'a request to take back cannot go from % to %', old.state, new.state using errcode = 'MR002';
      end if;
      if (new.account_id, new.adjustment_id, new.credit_id, new.amount, new.currency, new.reason, new.requested_by, new.requested_at)
        is distinct from (old.account_id, old.adjustment_id, old.credit_id, old.amount, old.currency, old.reason, old.requested_by, old.requested_at) then
        raise exception 'what was asked is permanent' using errcode = 'MR001';
      end if;
      return new;
    end $$`.execute(db)
  await sql`
    create function refuse_decided_reversal() returns trigger language plpgsql as $$
    begin
      if new.state <> 'requested' then
        raise exception 'a request to take back begins as requested and not as %', new.state using errcode = 'MR002';
      end if;
      return new;
    end $$`.execute(db)
  await sql`create trigger begins_right before insert on reversal_requests for each row execute function refuse_decided_reversal()`.execute(
    db,
  )
  await sql`create trigger legal_steps before update on reversal_requests for each row execute function refuse_reversal_step()`.execute(
    db,
  )
  await sql`create trigger never_deleted before delete on reversal_requests for each row execute function refuse_change()`.execute(
    db,
  )
  await sql`create trigger never_emptied before truncate on reversal_requests for each statement execute function refuse_change()`.execute(
    db,
  )

  // A commit whose answer was lost: known to the desk until it has been looked up by its request's number.
  await sql`
    create table unknown_outcomes (
      request_id text primary key,
      act text not null,
      about_account text,
      staff_id bigint,
      noticed_at timestamptz not null default now(),
      asked_at timestamptz,
      settled_at timestamptz,
      outcome text check (outcome in ('saved', 'not saved')),
      check ((settled_at is null) = (outcome is null))
    )`.execute(db)
  await lives(db, 'unknown_outcomes', 'local')
  // serves: what is still open, for the supervisors' list and for looking it up
  await sql`create index unknown_outcomes_open on unknown_outcomes (noticed_at) where settled_at is null`.execute(
    db,
  )

  // Whose authority a level is, as data: a carrier may name its levels as it likes.
  await sql`alter table limit_levels add column role text not null default 'agent' check (role in ('agent', 'supervisor', 'manager'))`.execute(
    db,
  )
  await sql`update limit_levels set role = level where level in ('supervisor', 'manager')`.execute(db)

  await sql`grant select, insert, update on reversal_requests, unknown_outcomes to makeright_app`.execute(db)
  await sql`grant usage on all sequences in schema public to makeright_app`.execute(db)
}
