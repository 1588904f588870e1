import { type Kysely, sql } from 'kysely'
import { lives } from '../lives.ts'

const events = ['account_events', 'desk_events'] as const
const chain = ['journal_chain', 'journal_seals', 'journal_keys'] as const

export async function up(db: Kysely<never>): Promise<void> {
  // Which transaction wrote it, so that the sealer can tell what is new; in which session, and from which address.
  for (const table of events)
    await sql`alter table ${sql.table(table)} add column xid xid8 not null default pg_current_xact_id(),
      add column session text check (session ~ '^[0-9a-f]{16}$'), add column address text check (length(address) <= 45)`.execute(
      db,
    )
  // serves: the sealer, what was written since its last look
  await sql`create index account_events_xid on account_events (xid)`.execute(db)
  await sql`create index desk_events_xid on desk_events (xid)`.execute(db)
  // serves: the journal's page, newest first, from a day on
  await sql`create index account_events_newest on account_events (happened_at, event_id)`.execute(db)
  await sql`create index desk_events_newest on desk_events (happened_at, event_id)`.execute(db)
  // serves: what one person did and looked at, newest first
  await sql`create index account_events_by_person on account_events (actor_id, happened_at, event_id)`.execute(
    db,
  )
  await sql`create index desk_events_by_person on desk_events (actor_id, happened_at, event_id)`.execute(db)
  // serves: which searches and lists an account was shown in
  await sql`create index desk_events_accounts on desk_events using gin ((detail -> 'accounts') jsonb_path_ops) where detail ? 'accounts'`.execute(
    db,
  )
  // serves: when the journal was last verified, and other rare acts
  await sql`create index desk_events_by_action on desk_events (action, event_id) where action <> 'read'`.execute(
    db,
  )

  // Each event in the order in which it was sealed, with the hash of all before it: docs/journal.md.
  await sql`
    create table journal_chain (
      seq bigint primary key,
      kind text not null check (kind in ('account', 'desk')),
      about_account text not null,
      event_id bigint not null,
      event_hash bytea not null check (length(event_hash) = 32),
      chain_hash bytea not null check (length(chain_hash) = 32),
      check ((kind = 'desk') = (about_account = ''))
    )`.execute(db)
  await lives(db, 'journal_chain', 'local')
  // serves: whether an event is sealed, and where
  await sql`create unique index journal_chain_once on journal_chain (event_id, about_account, kind)`.execute(
    db,
  )

  // The line is what was signed and what stands in the anchor file; the columns are for finding it.
  await sql`
    create table journal_seals (
      seal_no bigint primary key,
      upto_seq bigint not null unique,
      horizon xid8 not null,
      line text not null
    )`.execute(db)
  await lives(db, 'journal_seals', 'local')
  await sql`
    create table journal_keys (
      key_id text primary key check (key_id ~ '^[0-9a-f]{16}$'),
      line text not null,
      added_at timestamptz not null default now()
    )`.execute(db)
  await lives(db, 'journal_keys', 'local')

  for (const table of chain) {
    await sql`create trigger permanent before update on ${sql.table(table)} for each row execute function refuse_change()`.execute(
      db,
    )
    await sql`create trigger never_deleted before delete on ${sql.table(table)} for each row execute function refuse_change()`.execute(
      db,
    )
    await sql`create trigger never_emptied before truncate on ${sql.table(table)} for each statement execute function refuse_change()`.execute(
      db,
    )
    await sql`grant select, insert on ${sql.table(table)} to makeright_app`.execute(db)
  }
}
