import { type Kysely, sql } from 'kysely'
import { lives } from '../lives.ts'

/** The automatic run: planned first, row by row, then paid in batches that survive any end of the process. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`
    alter table programme_runs
      add column kind text not null default 'credit' check (kind in ('credit', 'correction', 'reversal')),
      add column state text not null default 'planning'
        check (state in ('planning', 'planned', 'canary', 'checked', 'running', 'paused', 'stopped', 'finished')),
      add column because text,
      add column plan_hash text,
      add column accounts_looked int not null default 0,
      add column accounts_due int not null default 0,
      add column amount_due bigint not null default 0,
      add column preview jsonb not null default '{}',
      add column posting_since timestamptz,
      add column reason text,
      add column reverses_run bigint references programme_runs (run_id),
      add column approved_by bigint references staff (staff_id),
      add column approved_at timestamptz`.execute(db)
  // Runs of before had no plan: what they did is over.
  await sql`update programme_runs set state = case when ended_at is null then 'stopped' else 'finished' end`.execute(
    db,
  )
  await sql`alter table programme_runs
    add constraint planned_runs_have_a_hash check (state in ('planning', 'stopped') or plan_hash is not null or accounts_looked = 0),
    add constraint a_pause_says_why check (state <> 'paused' or length(because) >= 3),
    add constraint four_eyes check (approved_by <> started_by),
    add constraint taking_back_says_what_and_why check ((reverses_run is null or kind = 'reversal') and (kind = 'credit' or length(reason) >= 3)),
    add constraint taking_back_is_approved check (kind = 'credit' or state in ('planning', 'planned', 'stopped') or approved_by is not null)`.execute(
    db,
  )
  // serves: at most one run that pays a programme is open; and what is there to do for a runner
  await sql`create unique index programme_runs_open on programme_runs (programme_id, outage_id)
    where kind = 'credit' and state not in ('stopped', 'finished')`.execute(db)

  // A batch is a stretch of account numbers, and one transaction when it is planned and one when it is paid. Whoever
  // works on it holds its row lock: when a runner dies, the lock dies with its connection, and the batch is free again.
  await sql`
    create table run_batches (
      run_id bigint not null references programme_runs (run_id),
      batch int not null,
      after_account text not null,
      last_account text not null,
      planned_to text not null,
      state text not null default 'open' check (state in ('open', 'planned', 'posted')),
      canary boolean not null default false,
      looked int not null default 0,
      due int not null default 0,
      due_amount bigint not null default 0,
      plan_root text,
      credited int not null default 0,
      amount bigint not null default 0,
      left_out int not null default 0,
      root text,
      posted_at timestamptz,
      primary key (run_id, batch),
      check (after_account < last_account and last_account <= planned_to),
      check (credited + left_out <= due and amount <= due_amount),
      check ((state = 'posted') = (root is not null and posted_at is not null))
    )`.execute(db)
  await lives(db, 'run_batches', 'everywhere')

  // What a run will do, account by account, as it was evaluated. A batch reads a stretch of account numbers of it.
  await sql`
    create table run_plans (
      run_id bigint not null,
      account_id text not null,
      amount bigint not null check (amount >= 0),
      amount_text text not null,
      currency text not null,
      step int not null default 1 check (step > 0),
      given bigint not null default 0 check (given >= 0),
      set_off bigint not null default 0 check (set_off >= 0),
      goes_to text not null default 'nextBill' check (goes_to in ('nextBill', 'finalBill', 'refund')),
      takes_back bigint,
      because text,
      route text,
      facts jsonb not null,
      facts_hash text not null,
      primary key (account_id, run_id),
      check ((amount > 0) = (because is null))
    )`.execute(db)
  await lives(db, 'run_plans', 'by account')

  // Who was due by the plan and got nothing when it came to paying, and why: somebody else held the claim meanwhile.
  await sql`
    create table run_left_out (
      run_id bigint not null,
      account_id text not null,
      because text not null,
      primary key (account_id, run_id)
    )`.execute(db)
  await lives(db, 'run_left_out', 'by account')

  for (const table of ['run_plans', 'run_left_out'])
    await sql`create trigger permanent before update on ${sql.table(table)} for each row execute function refuse_change()`.execute(
      db,
    )

  // The one list of legal steps lives in shared/credits/run-states.ts; a test holds this trigger against it.
  await sql`
    create function refuse_run_step() returns trigger language plpgsql as $$
    begin
      if new.state <> old.state and not (
        old.state = 'planning' and new.state in ('planned', 'stopped')
        or old.state = 'planned' and new.state in ('canary', 'running', 'stopped')
        or old.state = 'canary' and new.state in ('checked', 'paused', 'stopped', 'finished')
        or old.state = 'checked' and new.state in ('running', 'stopped')
        or old.state = 'running' and new.state in ('paused', 'stopped', 'finished')
        or old.state = 'paused' and new.state in ('canary', 'running', 'stopped')
      ) then
        raise exception 'a run cannot go from % to %', old.state, new.state using errcode = 'MR002';
      end if;
      if (new.programme_id, new.version, new.outage_id, new.kind, new.started_by, new.business_date, new.started_at, new.reverses_run, new.reason)
        is distinct from (old.programme_id, old.version, old.outage_id, old.kind, old.started_by, old.business_date, old.started_at, old.reverses_run, old.reason)
        or old.approved_by is not null and new.approved_by is distinct from old.approved_by
        or old.plan_hash is not null and (new.plan_hash, new.accounts_looked, new.accounts_due, new.amount_due)
          is distinct from (old.plan_hash, old.accounts_looked, old.accounts_due, old.amount_due) then
        raise exception 'what a run is and what it planned is permanent' using errcode = 'MR001';
      end if;
      return new;
    end $$`.execute(db)
  await sql`create trigger legal_steps before update on programme_runs for each row execute function refuse_run_step()`.execute(
    db,
  )

  // A later step of the same cause is a credit of its own, and a cause that was freed may be credited again: what makes
  // it once is the claim. A run gives an account one credit.
  await sql`
    alter table credits
      add column step int not null default 1 check (step > 0),
      add column set_off bigint not null default 0 check (set_off >= 0),
      add column goes_to text not null default 'nextBill' check (goes_to in ('nextBill', 'finalBill', 'refund'))`.execute(
    db,
  )
  await sql`
    do $$ declare old name; begin
      select conname into strict old from pg_constraint where conrelid = 'credits'::regclass and contype = 'u';
      execute format('alter table credits drop constraint %I', old);
    end $$`.execute(db)
  // serves: one credit for each account and run
  await sql`alter table credits add constraint credits_once_a_run unique (account_id, run_id)`.execute(db)

  // A transfer is of a credit or of an adjustment of the same account, and each of those is tied to the account: the third
  // tie said the same again for every row that a run posts.
  await sql`alter table transfers drop constraint transfers_account_id_fkey`.execute(db)

  await sql`grant select, insert, update on run_batches to makeright_app`.execute(db)
  await sql`grant select, insert on run_plans, run_left_out to makeright_app`.execute(db)
}
