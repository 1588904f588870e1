import { type Kysely, sql } from 'kysely'

/** A biller's word that something is on a bill counts whatever it said before; what was taken back meanwhile has to be told then. */
export async function up(db: Kysely<never>): Promise<void> {
  // The one list of legal steps is itemSteps of shared/ledger/billing.ts; a test holds this trigger against it.
  await sql`
    create or replace function refuse_item_step() returns trigger language plpgsql as $$
    begin
      if new.billing <> old.billing and not (
        old.billing = 'queued' and new.billing in ('accepted', 'applied', 'failed', 'netted')
        or old.billing = 'accepted' and new.billing in ('applied', 'failed')
        or old.billing = 'failed' and new.billing in ('queued', 'applied')
        or old.billing = 'netted' and new.billing = 'queued'
      ) then
        raise exception 'a billing item cannot go from % to %', old.billing, new.billing using errcode = 'MR002';
      end if;
      if (new.direction, new.currency, new.credit_id, new.adjustment_id) is distinct from (old.direction, old.currency, old.credit_id, old.adjustment_id)
        or new.amount <> old.amount and old.billing <> 'failed' then
        raise exception 'what billing was told is permanent' using errcode = 'MR001';
      end if;
      return new;
    end $$`.execute(db)
}
