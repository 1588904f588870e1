import { sql } from 'kysely'
import { accountStatuses, accountTypes } from '#shared/accounts/account.ts'
import { nameWords } from '#shared/accounts/name-words.ts'
import { accountNumber, billDay, date, email, oneOf, phone, text } from '../imports/field-readers.ts'
import { loadEmpty } from '../imports/load-empty.ts'
import {
  type ImportInto,
  type ImportOptions,
  type ImportPlan,
  type ImportSummary,
  runImport,
} from '../imports/run-import.ts'
import type { Source } from '../imports/source.ts'
import { analyze, columnsOf, countOf, reject, settleRepeats } from '../imports/staged-checks.ts'
import { zoneOfState } from './import-state-zones.ts'

const given = [
  'type',
  'status',
  'holder_name',
  'email',
  'contact_phone',
  'street',
  'city',
  'state',
  'postal_code',
  'bill_day',
  'language',
  'texts_refused',
] as const
const written = ['name_words', ...given] as const
/** A refusal of texts that was taken down here stands until a younger consent comes (import-consents.ts). */
const read = sql.join(
  written.map((name) =>
    name === 'texts_refused'
      ? sql`(s.texts_refused or a.texts_refused_at is not null)`
      : sql.ref(`s.${name}`),
  ),
)

const plan: ImportPlan = {
  kind: 'accounts',
  table: 'staged_accounts',
  fields: [
    { name: 'account_id', read: accountNumber },
    { name: 'type', read: oneOf(accountTypes) },
    { name: 'status', read: oneOf(accountStatuses) },
    { name: 'holder_name', read: text(), shown: 'masked' },
    { name: 'email', read: email, value: 'optional', shown: 'masked' },
    { name: 'contact_phone', read: phone, value: 'optional', shown: 'masked' },
    { name: 'street', read: text(), value: 'optional', shown: 'masked' },
    { name: 'city', read: text(), value: 'optional' },
    { name: 'state', read: text(60), value: 'optional' },
    { name: 'postal_code', read: text(20), value: 'optional', shown: 'masked' },
    { name: 'bill_day', read: billDay },
    { name: 'language', read: oneOf(['en', 'es']) },
    { name: 'texts_refused', read: oneOf(['true', 'false']) },
    { name: 'closed_on', read: date, column: 'optional', value: 'optional' },
  ],
  derive: (values) => [nameWords(values[3] ?? ''), zoneOfState(values[8] ?? null)],
  columns: [
    ['account_id', 'text'],
    ['type', 'text'],
    ['status', 'text'],
    ['holder_name', 'text'],
    ['email', 'text'],
    ['contact_phone', 'text'],
    ['street', 'text'],
    ['city', 'text'],
    ['state', 'text'],
    ['postal_code', 'text'],
    ['bill_day', 'int'],
    ['language', 'text'],
    ['texts_refused', 'boolean'],
    ['closed_on', 'date'],
    ['name_words', 'text'],
    ['time_zone', 'text'],
  ],
  async settle(work, table) {
    await settleRepeats(work, table, ['account_id'], [...given, 'closed_on'], 'account_id')
    // What was erased at the customer's wish does not come back with the next file.
    await reject(
      work,
      table,
      'account_id',
      sql`'account ' || s.account_id || ' was erased'`,
      sql`exists (select from accounts a where a.account_id = s.account_id and a.erased_at is not null)`,
    )
    // A file that does not say when an account was closed: the day it is first seen closed, kept from then on.
    const closedOn = sql`case when s.status = 'closed' then coalesce(s.closed_on, a.closed_on, ${work.businessDate}::date) end`
    // The carrier's own systems told their customers what they changed: 47 CFR 64.2010(f) is theirs for it.
    await sql`select set_config('makeright.told_elsewhere', 'on', true)`.execute(work.tx)
    const changed = await countOf(
      work,
      sql`update accounts a
        set (${columnsOf(written)}, closed_on, updated_at) = row(${read}, ${closedOn}, ${work.now}::timestamptz)
        from ${sql.table(table)} s
        where s.fate is null and a.account_id = s.account_id
          and (${columnsOf(written, 'a')}, a.closed_on) is distinct from (${read}, ${closedOn})`,
    )
    const added = await loadEmpty(work, 'accounts', () =>
      countOf(
        work,
        sql`insert into accounts (account_id, ${columnsOf(written)}, closed_on, time_zone, updated_at)
        select s.account_id, ${columnsOf(written, 's')}, case when s.status = 'closed' then coalesce(s.closed_on, ${work.businessDate}::date) end,
          coalesce(s.time_zone, (select business_zone from desk), 'America/Chicago'), ${work.now}::timestamptz
        from ${sql.table(table)} s
        where s.fate is null and not exists (select from accounts a where a.account_id = s.account_id)`,
      ),
    )
    if (added + changed > 0) await analyze(work, 'accounts', added + changed)
    return { new: added, changed }
  },
}

/** Loads a carrier's accounts. The same file twice changes nothing; accounts the file does not name stay as they are. */
export const importAccounts = (
  into: ImportInto,
  source: Source,
  options: ImportOptions,
): Promise<ImportSummary> => runImport(into, plan, source, options)
