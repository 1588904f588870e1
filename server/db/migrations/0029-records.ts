import { type Kysely, sql } from 'kysely'

/** What the desk and a carrier's files both know of a customer: passcodes, business contacts, consent to texts. */
export async function up(db: Kysely<never>): Promise<void> {
  await passcodes(db)
  // When it was refused here, or a file of tonight that has not heard of it would undo it: 47 CFR 64.1200(a)(10).
  await sql`alter table accounts add column texts_refused_at timestamptz`.execute(db)
  await sql`grant update on business_contacts to makeright_app`.execute(db)
}

async function passcodes(db: Kysely<never>): Promise<void> {
  // One that a customer set at the desk is not replaced by the carrier's next file.
  await sql`alter table passcodes add column from_file boolean not null default false`.execute(db)
  await sql`
    create function insist_on_telling_of_passcode() returns trigger language plpgsql as $$
    begin
      if exists (select from notices n where n.account_id = new.account_id and n.kind = 'change' and n.about = 'passcode' and n.made_at = now()) then
        return null;
      end if;
      -- The carrier's own systems tell of what they change and send here in a file.
      if current_setting('makeright.told_elsewhere', true) = 'on' and (is_its_owner(tg_relid) or exists (select from desk_events e
        where e.xid = pg_current_xact_id() and e.outcome = 'done' and e.action = 'import.passcodes')) then return null; end if;
      -- The same passcode under another key: by the command that changes keys, or when its caller has just said it.
      if tg_op = 'UPDATE' and (new.set_at, new.from_file) is not distinct from (old.set_at, old.from_file) and (
        exists (select from desk_events e where e.xid = pg_current_xact_id() and e.action = 'reseal')
        or exists (select from account_events e where e.xid = pg_current_xact_id() and e.account_id = new.account_id
          and e.action = 'verify-caller' and e.outcome = 'done' and e.detail ->> 'way' = 'passcode')) then return null; end if;
      raise exception 'a changed passcode is told to the customer in the same transaction' using errcode = 'MR006';
    end $$`.execute(db)
  await sql`drop trigger told_at_once on passcodes`.execute(db)
  await sql`create constraint trigger told_at_once after insert or update on passcodes deferrable initially deferred for each row
    execute function insist_on_telling_of_passcode()`.execute(db)
}
