import { type Kysely, sql } from 'kysely'
import { lives } from '../lives.ts'

export async function up(db: Kysely<never>): Promise<void> {
  await glCodes(db)
  await billingItems(db)
  await settlements(db)
  await noticeDelivery(db)
  await sql`grant select on gl_codes, gl_of_kinds to makeright_app`.execute(db)
  await sql`grant select, insert, update on billing_items to makeright_app`.execute(db)
  await sql`grant select, insert on settlements to makeright_app`.execute(db)
}

async function glCodes(db: Kysely<never>): Promise<void> {
  // Where an amount goes in the carrier's general ledger, and whether the tax of the bill goes down with it.
  await sql`
    create table gl_codes (
      gl_code text primary key check (gl_code ~ '^[A-Za-z0-9.-]{2,32}$'),
      title text not null,
      tax text not null check (tax in ('with_tax', 'without_tax', 'billing_decides'))
    )`.execute(db)
  await lives(db, 'gl_codes', 'everywhere')
  await sql`
    create table gl_of_kinds (
      kind text primary key check (kind in ('entitlement', 'top_up', 'goodwill', 'documented_loss', 'statutory')),
      gl_code text not null references gl_codes (gl_code)
    )`.execute(db)
  await lives(db, 'gl_of_kinds', 'everywhere')
  // A reason without a code of its own takes that of its kind; automatic credits have a kind and no reason.
  await sql`alter table reason_codes add column gl_code text references gl_codes (gl_code)`.execute(db)
  // Examples, to be replaced by the carrier's own chart: see docs/billing-port.md for what they follow.
  await sql`insert into gl_codes (gl_code, title, tax) values
    ('4090-10', 'Service credits, outage', 'with_tax'),
    ('4090-20', 'Service credits, top-up', 'with_tax'),
    ('6450-10', 'Goodwill to customers', 'without_tax'),
    ('6450-20', 'Customers’ documented losses', 'without_tax'),
    ('4090-30', 'Service credits the law requires', 'billing_decides')`.execute(db)
  await sql`insert into gl_of_kinds (kind, gl_code) values ('entitlement', '4090-10'), ('top_up', '4090-20'),
    ('goodwill', '6450-10'), ('documented_loss', '6450-20'), ('statutory', '4090-30')`.execute(db)
}

async function billingItems(db: Kysely<never>): Promise<void> {
  // One row for each amount that billing is told about: the outbox, and what the biller said of it. It is keyed by the
  // transfer it carries, so what is billed ties to the ledger row by row. "netted" was taken back before it was sent.
  await sql`
    create table billing_items (
      account_id text not null,
      transfer_id bigint not null,
      credit_id bigint,
      adjustment_id bigint,
      direction text not null check (direction in ('credit', 'debit')),
      route text not null default 'bill' check (route in ('bill', 'final_bill', 'refund')),
      amount bigint not null check (amount > 0),
      currency text not null,
      gl_code text not null,
      tax text not null,
      bill_on date not null,
      billing text not null default 'queued' check (billing in ('queued', 'accepted', 'applied', 'failed', 'netted')),
      delivery text not null default 'waiting' check (delivery in ('waiting', 'sent', 'dead', 'none')),
      tries int not null default 0,
      next_try_at timestamptz not null default now(),
      resent_at timestamptz,
      problem text check (length(problem) <= 300),
      bill_to text check (bill_to ~ '^[A-Za-z0-9._-]{1,64}$'),
      biller_id text,
      billed bigint,
      accepted_on date,
      applied_on date,
      failed_on date,
      business_date date not null,
      primary key (account_id, transfer_id),
      check ((credit_id is null) <> (adjustment_id is null)),
      check ((billing = 'applied') = (applied_on is not null)),
      check ((billing = 'netted') = (delivery = 'none'))
    )`.execute(db)
  await lives(db, 'billing_items', 'by account')
  await sql`alter table billing_items add foreign key (account_id, transfer_id) references transfers (account_id, transfer_id)`.execute(
    db,
  )
  // serves: what is to be sent next
  await sql`create index billing_items_waiting on billing_items (next_try_at) where delivery = 'waiting'`.execute(
    db,
  )
  // serves: what was accepted and never confirmed as applied
  await sql`create index billing_items_unconfirmed on billing_items (bill_on) where delivery = 'sent' and billing in ('queued', 'accepted')`.execute(
    db,
  )
  // serves: dead letters, which wait for a manager
  await sql`create index billing_items_stuck on billing_items (account_id) where delivery = 'dead'`.execute(
    db,
  )
  // serves: the reconciliation of a month
  await sql`create index billing_items_applied on billing_items (applied_on) where applied_on is not null`.execute(
    db,
  )
  // serves: promises not kept yet, the nearest first, and their counts by day
  await sql`create index credits_promised on credits (promised_by) include (account_id, credit_id, billing, bill_on, amount) where billing <> 'applied'`.execute(
    db,
  )
  await sql`create index adjustments_promised on adjustments (promised_by) include (account_id, adjustment_id, billing, bill_on, granted) where billing <> 'applied'`.execute(
    db,
  )
  // serves: what billing refused and waits for a manager
  await sql`create index credits_failed on credits (promised_by) where billing = 'failed'`.execute(db)
  await sql`create index adjustments_failed on adjustments (promised_by) where billing = 'failed'`.execute(db)
  // serves: leaving out of every list what was taken back before it was sent
  await sql`create index billing_items_netted on billing_items (account_id) where billing = 'netted'`.execute(
    db,
  )
  // serves: promises that were kept late
  await sql`create index credits_late on credits (applied_on) where applied_on > promised_by`.execute(db)
  await sql`create index adjustments_late on adjustments (applied_on) where applied_on > promised_by`.execute(
    db,
  )
  // serves: the transfers of a month, for its reconciliation
  await sql`create index transfers_by_day on transfers (business_date) where kind in ('post', 'post_hold', 'reverse')`.execute(
    db,
  )

  // What is sent again after its bill was missed goes on a later bill than was promised: a broken promise is a fact.
  await sql`
    do $$ declare name text; begin
      for name in select conname from pg_constraint where conrelid = 'credits'::regclass and contype = 'c'
        and pg_get_constraintdef(oid) ~ 'promised_by >= bill_on'
      loop execute format('alter table credits drop constraint %I', name); end loop;
    end $$`.execute(db)

  // The first bill close strictly after a day (rulings 18); billCloseAfter of shared/time.ts says the same, and a test
  // holds the two against each other.
  await sql`
    create function next_bill_close(after date, bill_day int) returns date language sql immutable as $$
      select case when extract(day from after) < bill_day then (date_trunc('month', after)::date + bill_day - 1)
        else ((date_trunc('month', after) + interval '1 month')::date + bill_day - 1) end
    $$`.execute(db)

  // Billing learns of every reversal, whoever posts it: what was not handed over yet is netted, anything else becomes a
  // debit. The row of the credit is locked first, so that it cannot be handed over in full at the same moment.
  await sql`
    create function bill_reversal() returns trigger language plpgsql as $$
    declare was text; code text; close date;
    begin
      if new.credit_id is not null then
        select billing into was from credits where account_id = new.account_id and credit_id = new.credit_id for update;
        select k.gl_code into code from gl_of_kinds k where k.kind = coalesce(
          (select kind from claims where account_id = new.account_id and credit_id = new.credit_id limit 1), 'entitlement');
      else
        select billing into was from adjustments where account_id = new.account_id and adjustment_id = new.adjustment_id for update;
        select coalesce(r.gl_code, k.gl_code) into code from adjustments a join reason_codes r on r.code = a.reason_code
          join gl_of_kinds k on k.kind = a.kind where a.account_id = new.account_id and a.adjustment_id = new.adjustment_id;
      end if;
      select next_bill_close(new.business_date, bill_day) into close from accounts where account_id = new.account_id;
      insert into billing_items (account_id, transfer_id, credit_id, adjustment_id, direction, amount, currency, gl_code, tax, bill_on,
        billing, delivery, business_date)
      select new.account_id, new.transfer_id, new.credit_id, new.adjustment_id, 'debit', new.amount, new.currency, g.gl_code, g.tax, close,
        case when was in ('scheduled', 'failed') then 'netted' else 'queued' end,
        case when was in ('scheduled', 'failed') then 'none' else 'waiting' end, new.business_date
      from gl_codes g where g.gl_code = code;
      if not found then
        raise exception 'transfer % of account % has no code of the general ledger', new.transfer_id, new.account_id;
      end if;
      return null;
    end $$`.execute(db)
  await sql`create trigger billing_hears after insert on transfers for each row when (new.kind = 'reverse') execute function bill_reversal()`.execute(
    db,
  )

  // The one list of legal steps is itemSteps of shared/ledger/billing.ts; a test holds this trigger against it.
  await sql`
    create function refuse_item_step() returns trigger language plpgsql as $$
    begin
      if new.billing <> old.billing and not (
        old.billing = 'queued' and new.billing in ('accepted', 'applied', 'failed', 'netted')
        or old.billing = 'accepted' and new.billing in ('applied', 'failed')
        or old.billing = 'failed' and new.billing in ('queued', 'applied')
      ) then
        raise exception 'a billing item cannot go from % to %', old.billing, new.billing using errcode = 'MR002';
      end if;
      if (new.direction, new.currency, new.credit_id, new.adjustment_id) is distinct from (old.direction, old.currency, old.credit_id, old.adjustment_id)
        or new.amount <> old.amount and old.billing <> 'failed' then
        raise exception 'what billing was told is permanent' using errcode = 'MR001';
      end if;
      return new;
    end $$`.execute(db)
  await sql`create trigger item_steps before update on billing_items for each row execute function refuse_item_step()`.execute(
    db,
  )
  await neverDeleted(db, 'billing_items')
}

async function settlements(db: Kysely<never>): Promise<void> {
  // Which way a closed account's credit goes instead of the next bill, who decided it and why. Written once.
  await sql`
    create table settlements (
      account_id text not null,
      transfer_id bigint not null,
      way text not null check (way in ('final_bill', 'refund')),
      amount bigint not null check (amount > 0),
      currency text not null,
      reason text not null check (length(reason) >= 3),
      settled_by bigint not null references staff (staff_id),
      settled_at timestamptz not null default now(),
      business_date date not null,
      primary key (account_id, transfer_id)
    )`.execute(db)
  await lives(db, 'settlements', 'by account')
  await sql`alter table settlements add foreign key (account_id, transfer_id) references transfers (account_id, transfer_id)`.execute(
    db,
  )
  await sql`create trigger permanent before update on settlements for each row execute function refuse_change()`.execute(
    db,
  )
  await neverDeleted(db, 'settlements')
}

async function noticeDelivery(db: Kysely<never>): Promise<void> {
  await sql`alter table notices add column tries int not null default 0, add column next_try_at timestamptz not null default now(),
    add column sent_on date, add column delivered_on date, add column failed_on date,
    add column failed_because text check (length(failed_because) <= 300)`.execute(db)
  // serves: what is to be sent next
  await sql`create index notices_waiting on notices (next_try_at) where state = 'waiting'`.execute(db)
  await sql`
    create function refuse_notice_step() returns trigger language plpgsql as $$
    begin
      if new.state <> old.state and not (
        old.state = 'waiting' and new.state in ('sent', 'failed')
        or old.state = 'sent' and new.state in ('delivered', 'failed')
      ) then
        raise exception 'a notice cannot go from % to %', old.state, new.state using errcode = 'MR002';
      end if;
      if (new.body, new.credit_id) is distinct from (old.body, old.credit_id) then
        raise exception 'what a notice says is permanent' using errcode = 'MR001';
      end if;
      return new;
    end $$`.execute(db)
  await sql`create trigger notice_steps before update on notices for each row execute function refuse_notice_step()`.execute(
    db,
  )
}

async function neverDeleted(db: Kysely<never>, table: 'billing_items' | 'settlements'): Promise<void> {
  await sql`create trigger never_deleted before delete on ${sql.table(table)} for each row execute function refuse_change()`.execute(
    db,
  )
  await sql`create trigger never_emptied before truncate on ${sql.table(table)} for each statement execute function refuse_change()`.execute(
    db,
  )
}
