import { sql } from 'kysely'
import type { Database } from '#server/db/client.ts'
import { publishAsDemoPeople } from '#server/demo/demo-programme.ts'
import { addDemoStaff } from '#server/demo/staff.ts'
import { setBudget } from '#server/ledger/budgets.ts'
import { addOutage } from '#server/outages/add-outage.ts'
import { inWork, type Work } from '#server/work.ts'
import type { Programme } from '#shared/programmes/document.ts'
import makeItRight from '../../programmes/make-it-right-2024-02-22.json' with { type: 'json' }

export const outageId = '2024-02-22-network'
export const window = {
  startsAt: new Date('2024-02-22T08:45:00Z'),
  endsAt: new Date('2024-02-22T20:10:00Z'),
}
export const programme = makeItRight as unknown as Programme

export type DeskOptions = {
  businessDate?: string
  manualBudget?: bigint
  automaticBudget?: bigint
  /** Another programme than the $5, or none. */
  programme?: Programme | null
}

/** A small desk made by the real commands: the eight people of the demo, the outage, two budgets and the programme. */
export async function openDesk(options: DeskOptions = {}): Promise<Database> {
  // Read when it is wanted: drills furnish databases of their own, and have no test file that ends them.
  const { freshDatabase } = await import('./database.ts')
  return furnishDesk(await freshDatabase(), options)
}

/** The same in a database that the test has opened by itself. */
export async function furnishDesk(database: Database, options: DeskOptions = {}): Promise<Database> {
  const { businessDate = '2024-03-01', manualBudget = 100_000_000n, automaticBudget = 10_000_000n } = options
  await inWork(database, { actor: null }, async (work) => {
    await work.tx.updateTable('desk').set({ businessDate }).execute()
    await addDemoStaff(work)
    await addOutage(work, {
      id: outageId,
      name: 'Nationwide outage',
      cause: 'core_configuration',
      wording: 'Phones lost service.',
      timeZone: 'America/Chicago',
      windowSource: 'the carrier’s notice',
      sources: [],
      ...window,
    })
    await setBudget(work, { outageId, purpose: 'manual', total: manualBudget, currency: 'USD' })
    await setBudget(work, { outageId, purpose: 'automatic', total: automaticBudget, currency: 'USD' })
    if (options.programme !== null) await publishAsDemoPeople(work, options.programme ?? programme)
  })
  return database
}

/** As the desk itself: for what a test has to arrange and nobody at the desk could do. */
export const asTheDesk = <T>(database: Database, command: (work: Work) => Promise<T>): Promise<T> =>
  inWork(database, { actor: null }, command)

/** Everything that money and decisions consist of, as one hash. Sessions and the journal are left out (rulings 25). */
export async function stateHash(database: Database): Promise<string> {
  const leftOut = [
    'sessions',
    'sign_in_failures',
    'sign_in_names',
    'account_events',
    'desk_events',
    'journal_chain',
    'journal_seals',
    'journal_keys',
    'kysely_migration',
    'kysely_migration_lock',
  ]
  const tables = await sql<{ name: string }>`
    select table_name as name from information_schema.tables
    where table_schema = 'public' and table_type = 'BASE TABLE' and table_name <> all (${leftOut}) order by 1`.execute(
    database.db,
  )
  const parts = tables.rows.map(
    ({ name }) =>
      sql`select ${name}::text as name, coalesce(md5(string_agg(t::text, '|' order by t::text)), '') as hash from ${sql.table(name)} t`,
  )
  const found = await sql<{ name: string; hash: string }>`${sql.join(parts, sql` union all `)}`.execute(
    database.db,
  )
  return found.rows
    .map((row) => `${row.name}:${row.hash}`)
    .sort()
    .join('\n')
}

/** What the customer of an account was given, by the ledger: the sum of posted transfers, minor units. */
export async function balanceOf(database: Database, accountId: string): Promise<bigint> {
  const found = await sql<{ balance: bigint }>`
    select coalesce(sum(case kind when 'post' then amount when 'post_hold' then amount when 'reverse' then -amount else 0 end), 0)::bigint as balance
    from transfers where account_id = ${accountId}`.execute(database.db)
  return found.rows[0]?.balance ?? 0n
}

/** What is taken from the manual budget, by its stripes; and what the transfers say it should be. */
export async function budgetTaken(
  database: Database,
  purpose = 'manual',
): Promise<{ counted: bigint; moved: bigint }> {
  const found = await sql<{ counted: bigint; moved: bigint }>`
    select (select coalesce(sum(taken), 0)::bigint from budget_stripes where budget_id = ${`${purpose}:${outageId}`}) as counted,
      (select coalesce(sum(case
          when kind in ('post', 'post_hold') then amount when kind = 'reverse' then -amount
          when kind = 'hold' and not exists (select from transfers r where r.account_id = t.account_id and r.hold_id = t.transfer_id) then amount
          else 0 end), 0)::bigint
        from transfers t where budget_id = ${`${purpose}:${outageId}`}) as moved`.execute(database.db)
  return found.rows[0] ?? { counted: 0n, moved: 0n }
}

export type Entry = {
  action: string
  actor: string | null
  outcome: string
  reason: string | null
  detail: Record<string, unknown>
}

/** What was done to one account, oldest first; who looked at it, talked to its caller, typed or was refused is left out. */
export async function journalOf(
  database: Database,
  accountId: string,
  leftOut = ['read', 'open-draft', 'save-draft', 'begin-contact', 'call-back', 'verify-caller'],
): Promise<Entry[]> {
  const found = await sql<Entry>`
    select action, s.name as actor, outcome, reason, detail from account_events e left join staff s on s.staff_id = e.actor_id
    where account_id = ${accountId} and outcome = 'done' and action <> all (${leftOut}) order by event_id`.execute(
    database.db,
  )
  return found.rows
}

/** The journal of the desk itself, oldest first, for one kind of act. */
export async function deskJournal(database: Database, action: string): Promise<Entry[]> {
  const found = await sql<Entry>`
    select action, s.name as actor, outcome, reason, detail from desk_events e left join staff s on s.staff_id = e.actor_id
    where action = ${action} order by event_id`.execute(database.db)
  return found.rows
}
