import { sql } from 'kysely'
import { queuedDaysBefore } from '#shared/ledger/billing.ts'
import type { Work } from '../work.ts'
import { type Billed, stepBilling } from './step-billing.ts'

/**
 * Queues what is near its bill and writes its message in the same transaction: whatever is queued is sent, whatever was
 * rolled back is not. The rows are locked by the first statement and the amounts read by the second, so a reversal at
 * the same moment is either netted here or becomes a debit of its own (trigger bill_reversal). With `all`, what the
 * built-in clock had queued or accepted before billing was connected gets its message too: nothing of it had left.
 */
export async function queueItems(work: Work, table: Billed, day: string, all: boolean): Promise<number> {
  const queued = await stepBilling(work, table, 'queued', day, queuedDaysBefore)
  if (queued === 0 && !all) return 0
  const made = await (table === 'credits' ? creditItems(work, all) : adjustmentItems(work, all))
  return Math.max(queued, made)
}

const columns = sql`account_id, transfer_id, credit_id, adjustment_id, direction, amount, currency, gl_code, tax, bill_on, billing, accepted_on, business_date`
const underWay = (all: boolean) => (all ? sql`('queued', 'accepted')` : sql`('queued')`)

/**
 * What was netted, gathered once before anything is written: looked up row by row it would be read from the table that
 * this very statement fills, over and over.
 */
const netted = (id: 'credit_id' | 'adjustment_id') => sql`netted as materialized (
  select account_id, ${sql.ref(id)} as id, sum(amount)::bigint as amount from billing_items
  where billing = 'netted' and ${sql.ref(id)} is not null group by 1, 2)`
/** What has its item already is left alone by the key: an anti-join of two tables that grow this fast is planned wrong. */
const onlyNew = sql`on conflict (account_id, transfer_id) do nothing`

async function creditItems(work: Work, all: boolean): Promise<number> {
  const made = await sql`with ${netted('credit_id')}
    insert into billing_items (${columns})
    select * from (
      select p.account_id, p.transfer_id, t.credit_id, null::bigint as adjustment_id, 'credit' as direction,
        t.amount - coalesce(n.amount, 0) as amount, t.currency, g.gl_code, g.tax, t.bill_on, t.billing, t.accepted_on, ${work.businessDate}::date
      from credits t join transfers p on p.account_id = t.account_id and p.credit_id = t.credit_id and p.kind in ('post', 'post_hold')
      left join netted n on n.account_id = t.account_id and n.id = t.credit_id
      left join lateral (select kind from claims m where m.account_id = t.account_id and m.credit_id = t.credit_id limit 1) m on true
      join gl_of_kinds k on k.kind = coalesce(m.kind, 'entitlement') join gl_codes g on g.gl_code = k.gl_code
      where t.billing in ${underWay(all)}) due
    where amount > 0 ${onlyNew}`.execute(work.tx)
  return Number(made.numAffectedRows ?? 0n)
}

async function adjustmentItems(work: Work, all: boolean): Promise<number> {
  const made = await sql`with ${netted('adjustment_id')}
    insert into billing_items (${columns})
    select * from (
      select p.account_id, p.transfer_id, null::bigint as credit_id, t.adjustment_id, 'credit' as direction,
        t.granted - coalesce(n.amount, 0) as amount, t.currency, g.gl_code, g.tax, t.bill_on, t.billing, t.accepted_on, ${work.businessDate}::date
      from adjustments t join transfers p on p.account_id = t.account_id and p.adjustment_id = t.adjustment_id and p.kind in ('post', 'post_hold')
      left join netted n on n.account_id = t.account_id and n.id = t.adjustment_id
      join reason_codes r on r.code = t.reason_code join gl_of_kinds k on k.kind = t.kind
      join gl_codes g on g.gl_code = coalesce(r.gl_code, k.gl_code)
      where t.billing in ${underWay(all)}) due
    where amount > 0 ${onlyNew}`.execute(work.tx)
  return Number(made.numAffectedRows ?? 0n)
}
