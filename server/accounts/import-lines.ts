import { sql } from 'kysely'
import { accountStatuses } from '#shared/accounts/account.ts'
import { accountNumber, date, dollars, imsi, oneOf, phone, text, zone } from '../imports/field-readers.ts'
import { loadEmpty } from '../imports/load-empty.ts'
import {
  type ImportInto,
  type ImportOptions,
  type ImportPlan,
  type ImportSummary,
  runImport,
} from '../imports/run-import.ts'
import type { Source } from '../imports/source.ts'
import {
  analyze,
  columnsOf,
  countOf,
  reject,
  rejectUnknownAccounts,
  settleRepeats,
} from '../imports/staged-checks.ts'
import type { Work } from '../work.ts'

const written = [
  'imsi',
  'status',
  'plan_code',
  'plan_name',
  'monthly_charge',
  'activated_on',
  'market',
  'time_zone',
] as const

const plan: ImportPlan = {
  kind: 'lines',
  table: 'staged_lines',
  fields: [
    { name: 'account_id', read: accountNumber },
    { name: 'phone', read: phone, shown: 'masked' },
    { name: 'imsi', read: imsi, value: 'optional', shown: 'masked' },
    { name: 'status', read: oneOf(accountStatuses) },
    { name: 'plan_code', read: text(40) },
    { name: 'plan_name', read: text(120) },
    { name: 'monthly_charge', read: dollars },
    { name: 'activated_on', read: date, value: 'optional' },
    { name: 'market', read: text(40) },
    { name: 'time_zone', read: zone },
  ],
  columns: [
    ['account_id', 'text'],
    ['phone', 'text'],
    ['imsi', 'text'],
    ['status', 'text'],
    ['plan_code', 'text'],
    ['plan_name', 'text'],
    ['monthly_charge', 'bigint'],
    ['activated_on', 'date'],
    ['market', 'text'],
    ['time_zone', 'text'],
  ],
  async settle(work, table) {
    await settleRepeats(work, table, ['account_id', 'phone'], written, 'phone')
    await rejectUnknownAccounts(work, table)
    await rejectOwnedNumbers(work, table)
    const changed = await countOf(
      work,
      sql`update lines l set (${columnsOf(written)}, updated_at) = row(${columnsOf(written, 's')}, ${work.now}::timestamptz)
        from ${sql.table(table)} s
        where s.fate is null and l.account_id = s.account_id and l.phone = s.phone
          and (${columnsOf(written, 'l')}) is distinct from (${columnsOf(written, 's')})`,
    )
    const added = await loadEmpty(work, 'lines', () =>
      countOf(
        work,
        sql`insert into lines (account_id, phone, ${columnsOf(written)}, updated_at)
        select s.account_id, s.phone, ${columnsOf(written, 's')}, ${work.now}::timestamptz
        from ${sql.table(table)} s
        where s.fate is null and not exists (select from lines l where l.account_id = s.account_id and l.phone = s.phone)`,
      ),
    )
    if (added + changed > 0) {
      await analyze(work, 'lines', added + changed)
      await takeZones(work, table)
    }
    return { new: added, changed }
  },
}

/** A number is active on one account at a time: first within the file, then against what is loaded and the file does not end. */
async function rejectOwnedNumbers(work: Work, table: string): Promise<void> {
  const staged = sql.table(table)
  await reject(
    work,
    table,
    'phone',
    sql`'the number ending in ' || right(s.phone, 4) || ' is active on account ' || d.account_id || ' in line ' || d.line`,
    sql`s.status = 'active' and s.phone = d.phone and s.account_id <> d.account_id`,
    sql`from (
      select o.phone, o.line, o.account_id from ${staged} o
      join (select phone, min(line) as line from ${staged} where fate is null and status = 'active' group by phone having count(*) > 1) m on m.line = o.line
    ) d`,
  )
  await reject(
    work,
    table,
    'phone',
    sql`'the number ending in ' || right(s.phone, 4) || ' is active on account ' || l.account_id`,
    sql`s.status = 'active' and l.phone_reversed = reverse(s.phone) and l.status = 'active' and l.account_id <> s.account_id
      and not exists (select from ${staged} o where o.fate is null and o.account_id = l.account_id and o.phone = l.phone and o.status <> 'active')`,
    sql`from lines l`,
  )
}

/** An account lives in the zone of its first line by number. */
async function takeZones(work: Work, table: string): Promise<void> {
  await sql`
    update accounts a set time_zone = z.zone
    from (
      select account_id, (min(array[phone, time_zone]))[2] as zone from lines l
      where exists (select from ${sql.table(table)} s where s.fate is null and s.account_id = l.account_id)
      group by account_id
    ) z
    where a.account_id = z.account_id and a.time_zone <> z.zone`.execute(work.tx)
}

/** Loads the lines of accounts that are there. A line whose account was rejected is rejected, naming the account. */
export const importLines = (
  into: ImportInto,
  source: Source,
  options: ImportOptions,
): Promise<ImportSummary> => runImport(into, plan, source, options)
