import { sql } from 'kysely'
import { beforeAll, describe, expect, test } from 'vitest'
import { runProgramme } from '#server/credits/run-programme.ts'
import { steps } from '#shared/adjustments/states.ts'
import { billingSteps } from '#shared/ledger/billing.ts'
import { give, signedIn } from '#test/support/calls.ts'
import { databaseKind } from '#test/support/database.ts'
import { openDesk, programme } from '#test/support/desk.ts'
import { addAccount } from '#test/support/factories.ts'

const database = await openDesk()
const { db } = database

beforeAll(async () => {
  const accountId = await addAccount(database)
  const sofia = await signedIn(database, 'sofia')
  const morgan = await signedIn(database, 'morgan')
  const { adjustmentId } = await give(await signedIn(database, 'alex'), accountId, { amount: 5000n })
  await sofia.adjustments.approve({ accountId, adjustmentId, amount: '5000', reason: '' })
  await morgan.adjustments.reverse({ accountId, adjustmentId, amount: '1000', reason: 'too much' })
  await runProgramme(database, { actor: null }, programme)
})

const permanent = ['transfers', 'approvals', 'reversals', 'account_events', 'desk_events']
const neverDeleted = [...permanent, 'adjustments', 'credits', 'claims', 'drafts', 'notices']

/** Tries it, undoes it, and says how the database answered: null when it was let through. */
async function answerTo(...statements: string[]): Promise<string | null> {
  const undo = new Error('undone')
  return db
    .transaction()
    .execute(async (tx) => {
      for (const statement of statements) await sql.raw(statement).execute(tx)
      throw undo
    })
    .catch((error: unknown) => (error === undo ? null : String((error as { code?: unknown }).code)))
}

describe('the trigger stops the owner too', () => {
  test.each(permanent)('a row of %s is not changed', async (table) => {
    const column = table === 'desk_events' || table === 'account_events' ? 'action' : 'account_id'
    expect(await answerTo(`update ${table} set ${column} = ${column}`)).toBe('MR001')
  })
  test.each(neverDeleted)('%s is not deleted from, nor emptied', async (table) => {
    const rows = await sql<{ n: bigint }>`select count(*) as n from ${sql.table(table)}`.execute(db)
    expect(rows.rows[0]?.n).toBeGreaterThan(0n)
    expect(await answerTo(`delete from ${table}`)).toBe('MR001')
    expect(await answerTo(`truncate ${table} cascade`)).toBe('MR001')
  })
  test('nor by way of the accounts', async () => {
    expect(await answerTo('truncate accounts cascade')).toBe('MR001')
  })
  test.each([
    'update adjustments set requested = requested + 1',
    'update adjustments set requested_by = requested_by + 1',
    'update adjustments set granted = 1 where granted is not null',
    'update adjustments set decided_by = null where decided_by is not null',
    'update credits set amount = amount + 1',
    'update budget_stripes set taken = allotted + 1',
    'update budget_stripes set taken = -1',
  ])('%s', async (statement) => {
    expect(await answerTo(statement)).toMatch(/^(MR001|23514|23503)$/)
  })
})

describe.runIf(databaseKind === 'postgres')('the server’s own role (grants hold on PostgreSQL only)', () => {
  const asServer = (statement: string) => answerTo('set local role makeright_app', statement)
  test.each(neverDeleted)('may not delete from or empty %s', async (table) => {
    expect(await asServer(`delete from ${table}`)).toBe('42501')
    expect(await asServer(`truncate ${table}`)).toBe('42501')
  })
  test.each(permanent)('may not change %s', async (table) => {
    expect(
      await asServer(`update ${table} set ${table === 'desk_events' ? 'action' : 'request_id'} = ''`),
    ).toMatch(/^(42501|42703)$/)
    expect(await asServer(`select 1 from ${table} for update`)).toBe('42501')
  })
  test.each([
    "update staff set role = 'manager'",
    'update limit_levels set per_action = 1000000000',
    "insert into sign_ins values ('me', 1, 'x')",
    'alter table transfers disable trigger all',
    'drop table transfers',
    'create table mine (id int)',
    "set session_replication_role = 'replica'",
  ])('may not: %s', async (statement) => {
    expect(await asServer(statement)).toBe('42501')
  })
  test('may do what the desk does', async () => {
    expect(
      await asServer(
        'insert into desk_events (business_date, action, request_id) values (current_date, $$x$$, $$x$$)',
      ),
    ).toBeNull()
  })
})

/** How the database takes a step that the list in shared/ allows or not. Other checks may still object: only MR002 is the trigger. */
const isIllegal = async (...statements: string[]) => (await answerTo(...statements)) === 'MR002'

describe('the lists of steps in shared/ and the triggers agree, on every pair', () => {
  const row = (state: string) => {
    const granted = state === 'granted' || state === 'reversed'
    return `insert into adjustments (account_id, outage_id, state, kind, reason_code, requested, granted, currency, offered, facts, requested_by,
        business_date, decision_reason, billing, bill_on, promised_by, draft_id)
      select account_id, outage_id, '${state}', 'goodwill', 'goodwill', 100, ${granted ? 100 : null}, 'USD', 0, '{}', requested_by,
        business_date, 'because', ${granted ? "'scheduled', '2024-03-14', '2024-04-14'" : 'null, null, null'}, gen_random_uuid() from adjustments limit 1`
  }
  const all = Object.keys(steps) as (keyof typeof steps)[]
  test.each(all)('from %s', async (from) => {
    for (const to of all.filter((state) => state !== from)) {
      const illegal = await isIllegal(
        'alter table adjustments disable trigger begins_right',
        row(from),
        `update adjustments set state = '${to}' where requested = 100 and state = '${from}'`,
      )
      expect([from, to, illegal]).toEqual([from, to, !steps[from].includes(to)])
    }
  })
  test.each(all.filter((state) => state !== 'granted'))(
    'nothing is written down as %s to begin with',
    async (state) => {
      expect(await isIllegal(row(state))).toBe(true)
    },
  )
  const billing = Object.keys(billingSteps) as (keyof typeof billingSteps)[]
  const way = (to: string) =>
    [
      `update credits set billing = 'queued', queued_on = '2024-03-02'`,
      `update credits set billing = 'accepted', accepted_on = '2024-03-02'`,
      `update credits set billing = 'applied', applied_on = '2024-03-02'`,
    ].slice(0, Math.max(0, ['scheduled', 'queued', 'accepted', 'applied'].indexOf(to)))
  const reach = (to: string) =>
    to === 'failed'
      ? [`update credits set billing = 'failed', failed_on = '2024-03-02', failed_because = 'x'`]
      : way(to)
  test.each(billing)('billing from %s', async (from) => {
    for (const to of billing.filter((state) => state !== from)) {
      const illegal = await isIllegal(...reach(from), `update credits set billing = '${to}'`)
      expect([from, to, illegal]).toEqual([from, to, !billingSteps[from].includes(to)])
    }
  })
})

test('every table that holds account_id begins its primary key and each unique index with it', async () => {
  const found = await sql<{ tableName: string; indexName: string; first: string }>`
    select c.relname as table_name, i.relname as index_name, a.attname as first
    from pg_index x join pg_class c on c.oid = x.indrelid join pg_class i on i.oid = x.indexrelid
    join pg_attribute a on a.attrelid = c.oid and a.attnum = x.indkey[0]
    where c.relnamespace = 'public'::regnamespace and (x.indisunique or x.indisprimary)
      and exists (select from pg_attribute k where k.attrelid = c.oid and k.attname = 'account_id' and not k.attisdropped)`.execute(
    db,
  )
  expect(found.rows.length).toBeGreaterThan(20)
  expect(
    found.rows.filter((row) => row.first !== 'account_id'),
    'Put account_id first: rows of one account live on one node (docs/architecture.md).',
  ).toEqual([])
})
