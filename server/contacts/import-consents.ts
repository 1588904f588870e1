import { sql } from 'kysely'
import { accountNumber, date, oneOf } from '../imports/field-readers.ts'
import {
  type ImportInto,
  type ImportOptions,
  type ImportPlan,
  type ImportSummary,
  runImport,
} from '../imports/run-import.ts'
import type { Source } from '../imports/source.ts'
import { countOf, reject, rejectUnknownAccounts, settleRepeats } from '../imports/staged-checks.ts'

/** The day on which texts were refused at the desk, as its people count days. */
const refusedOn = sql`(a.texts_refused_at at time zone (select business_zone from desk))::date`

const plan: ImportPlan = {
  kind: 'consents',
  table: 'staged_consents',
  fields: [
    { name: 'account_id', read: accountNumber },
    { name: 'texts_refused', read: oneOf(['true', 'false']) },
    { name: 'said_on', read: date },
  ],
  columns: [
    ['account_id', 'text'],
    ['texts_refused', 'boolean'],
    ['said_on', 'date'],
  ],
  async settle(work, table) {
    await settleRepeats(work, table, ['account_id'], ['texts_refused', 'said_on'], 'account_id')
    await rejectUnknownAccounts(work, table)
    await reject(
      work,
      table,
      'said_on',
      sql`'texts were refused at the desk on ' || ${refusedOn} || ', and this consent is not younger'`,
      sql`a.account_id = s.account_id and not s.texts_refused and s.said_on <= ${refusedOn}`,
      sql`from accounts a`,
    )
    const changed = await countOf(
      work,
      sql`update accounts a set texts_refused = s.texts_refused, updated_at = ${work.now}::timestamptz,
          texts_refused_at = case when s.texts_refused then a.texts_refused_at end
        from ${sql.table(table)} s
        where s.fate is null and a.account_id = s.account_id
          and (a.texts_refused, a.texts_refused_at) is distinct from (s.texts_refused, case when s.texts_refused then a.texts_refused_at end)`,
    )
    return { new: 0, changed }
  },
}

/**
 * Who wants no texts and who does again, as the carrier's other systems took it down. A refusal counts at once, whenever
 * it was said; a consent undoes one that was said at the desk only when it is younger: 47 CFR 64.1200(a)(10).
 */
export const importConsents = (
  into: ImportInto,
  source: Source,
  options: ImportOptions,
): Promise<ImportSummary> => runImport(into, plan, source, options)
