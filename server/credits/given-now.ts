import { type RawBuilder, sql } from 'kysely'
import type { Run } from './load-run.ts'

/** What the run's programme gave an account for the outage, net of what was taken back, by the ledger: one row with `given`. */
export const givenNow = (run: Run, accountId: RawBuilder<unknown>): RawBuilder<unknown> => sql`
  select coalesce(sum(case t.kind when 'reverse' then -t.amount when 'post' then t.amount else 0 end), 0)::bigint as given
  from credits k join transfers t on t.account_id = k.account_id and t.credit_id = k.credit_id
  where k.account_id = ${accountId} and k.outage_id = ${run.outageId} and k.programme_id = ${run.programme.id}`
