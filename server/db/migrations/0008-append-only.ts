import { type Kysely, sql } from 'kysely'

/** Money and journal rows are written once. Grants stop the server's role (see 0009); this stops the owner as well. */
const appendOnly = ['transfers', 'approvals', 'reversals', 'account_events', 'desk_events'] as const
const neverDeleted = [...appendOnly, 'adjustments', 'credits', 'claims', 'drafts', 'notices'] as const

export async function up(db: Kysely<never>): Promise<void> {
  await sql`
    create function refuse_change() returns trigger language plpgsql as $$
    begin
      raise exception '% on % is refused: its rows are permanent', tg_op, tg_table_name using errcode = 'MR001';
    end $$`.execute(db)
  for (const table of appendOnly) {
    await sql`create trigger permanent before update on ${sql.table(table)} for each row execute function refuse_change()`.execute(
      db,
    )
  }
  for (const table of neverDeleted) {
    await sql`create trigger never_deleted before delete on ${sql.table(table)} for each row execute function refuse_change()`.execute(
      db,
    )
    await sql`create trigger never_emptied before truncate on ${sql.table(table)} for each statement execute function refuse_change()`.execute(
      db,
    )
  }

  // The one list of legal steps lives in shared/adjustments/states.ts; a test holds this trigger against it.
  await sql`
    create function refuse_illegal_step() returns trigger language plpgsql as $$
    begin
      if new.state <> old.state and not (
        old.state = 'requested' and new.state in ('granted', 'refused', 'returned', 'withdrawn', 'expired')
        or old.state = 'granted' and new.state = 'reversed'
      ) then
        raise exception 'an adjustment cannot go from % to %', old.state, new.state using errcode = 'MR002';
      end if;
      if new.state = 'granted' and old.state = 'requested' and new.decided_by <> new.requested_by and new.approvals_needed > (
        select count(distinct approved_by) from approvals v where v.account_id = new.account_id and v.adjustment_id = new.adjustment_id
      ) then
        raise exception 'an adjustment is granted when enough people have approved it' using errcode = 'MR003';
      end if;
      if (new.requested, new.requested_by, new.outage_id, new.kind, new.draft_id, new.approvals_needed)
        is distinct from (old.requested, old.requested_by, old.outage_id, old.kind, old.draft_id, old.approvals_needed)
        or old.granted is not null and new.granted is distinct from old.granted
        or old.decided_by is not null and new.decided_by is distinct from old.decided_by then
        raise exception 'what was asked and decided is permanent' using errcode = 'MR001';
      end if;
      return new;
    end $$`.execute(db)
  await sql`
    create function refuse_ready_made() returns trigger language plpgsql as $$
    begin
      if new.state <> (case when new.approvals_needed = 0 then 'granted' else 'requested' end) then
        raise exception 'an adjustment begins as % and not as %', case when new.approvals_needed = 0 then 'granted' else 'requested' end, new.state
          using errcode = 'MR002';
      end if;
      return new;
    end $$`.execute(db)
  await sql`create trigger begins_right before insert on adjustments for each row execute function refuse_ready_made()`.execute(
    db,
  )
  await sql`create trigger legal_steps before update on adjustments for each row execute function refuse_illegal_step()`.execute(
    db,
  )

  await sql`
    create function refuse_billing_step() returns trigger language plpgsql as $$
    begin
      if new.billing is distinct from old.billing and old.billing is not null and not (
        old.billing = 'scheduled' and new.billing in ('queued', 'failed')
        or old.billing = 'queued' and new.billing in ('accepted', 'failed')
        or old.billing = 'accepted' and new.billing in ('applied', 'failed')
        or old.billing = 'failed' and new.billing = 'queued'
      ) then
        raise exception 'billing cannot go from % to %', old.billing, new.billing using errcode = 'MR002';
      end if;
      return new;
    end $$`.execute(db)
  await sql`create trigger billing_steps before update of billing on credits for each row execute function refuse_billing_step()`.execute(
    db,
  )
  await sql`create trigger billing_steps before update of billing on adjustments for each row execute function refuse_billing_step()`.execute(
    db,
  )
  await sql`
    create function refuse_credit_change() returns trigger language plpgsql as $$
    begin
      if (new.amount, new.outage_id, new.programme_id, new.programme_version, new.facts_hash)
        is distinct from (old.amount, old.outage_id, old.programme_id, old.programme_version, old.facts_hash) then
        raise exception 'what was credited is permanent' using errcode = 'MR001';
      end if;
      return new;
    end $$`.execute(db)
  await sql`create trigger credit_permanent before update on credits for each row execute function refuse_credit_change()`.execute(
    db,
  )
}
