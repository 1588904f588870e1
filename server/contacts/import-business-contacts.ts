import { sql } from 'kysely'
import { nameWords } from '#shared/accounts/name-words.ts'
import { accountNumber, oneOf, text, Unfit } from '../imports/field-readers.ts'
import {
  type ImportInto,
  type ImportOptions,
  type ImportPlan,
  type ImportSummary,
  runImport,
} from '../imports/run-import.ts'
import type { Source } from '../imports/source.ts'
import { countOf, reject, rejectUnknownAccounts, settleRepeats } from '../imports/staged-checks.ts'

const name = text(120)
const plan: ImportPlan = {
  kind: 'business-contacts',
  table: 'staged_business_contacts',
  fields: [
    { name: 'account_id', read: accountNumber },
    {
      name: 'name',
      read: (cell) => (nameWords(cell) === '' ? new Unfit('has no letters') : name(cell)),
      shown: 'masked',
    },
    { name: 'status', read: oneOf(['active', 'ended']), column: 'optional', value: 'optional' },
  ],
  derive: (values) => [nameWords(values[1] ?? '')],
  columns: [
    ['account_id', 'text'],
    ['name', 'text'],
    ['status', 'text'],
    ['name_words', 'text'],
  ],
  async settle(work, table) {
    const staged = sql.table(table)
    await settleRepeats(work, table, ['account_id', 'name_words'], ['status'], 'name')
    await rejectUnknownAccounts(work, table)
    await reject(
      work,
      table,
      'account_id',
      sql`'account ' || s.account_id || ' is no business'`,
      sql`not exists (select from accounts a where a.account_id = s.account_id and a.type in ('business', 'small_business'))`,
    )
    await reject(
      work,
      table,
      'account_id',
      sql`'account ' || s.account_id || ' is under a legal hold'`,
      sql`s.status = 'ended' and exists (select from legal_holds h where h.account_id = s.account_id and h.released_at is null)`,
    )
    const ended = await countOf(
      work,
      sql`delete from business_contacts b using ${staged} s
        where s.fate is null and s.status = 'ended' and b.account_id = s.account_id and b.name_words = s.name_words`,
    )
    const renamed = await countOf(
      work,
      sql`update business_contacts b set name = s.name from ${staged} s
        where s.fate is null and s.status is distinct from 'ended' and b.account_id = s.account_id and b.name_words = s.name_words and b.name <> s.name`,
    )
    const added = await countOf(
      work,
      sql`insert into business_contacts (account_id, name_words, name)
        select s.account_id, s.name_words, s.name from ${staged} s
        where s.fate is null and s.status is distinct from 'ended'
          and not exists (select from business_contacts b where b.account_id = s.account_id and b.name_words = s.name_words)`,
    )
    return { new: added, changed: ended + renamed }
  },
}

/** Those whom a business has named, in its contract, to speak for it (47 CFR 64.2010(g)); one who left has the status ended. */
export const importBusinessContacts = (
  into: ImportInto,
  source: Source,
  options: ImportOptions,
): Promise<ImportSummary> => runImport(into, plan, source, options)
