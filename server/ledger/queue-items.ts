import { sql } from 'kysely'
import { queuedDaysBefore } from '#shared/ledger/billing.ts'
import type { Work } from '../work.ts'
import { type Billed, stepBilling } from './step-billing.ts'

/**
 * Queues what is near its bill and writes its message in the same transaction: whatever is queued is sent, whatever was
 * rolled back is not. The rows are locked by the first statement and the amounts read by the second, so a reversal at
 * the same moment is either netted here or becomes a debit of its own (trigger bill_reversal).
 */
export async function queueItems(work: Work, table: Billed, day: string): Promise<number> {
  const queued = await stepBilling(work, table, 'queued', day, queuedDaysBefore)
  const made = await (table === 'credits' ? creditItems(work) : adjustmentItems(work))
  return Math.max(queued, made)
}

const columns = sql`account_id, transfer_id, credit_id, adjustment_id, direction, amount, currency, gl_code, tax, bill_on, business_date`
/** Also what was queued by the built-in clock, before billing was connected. */
const hasNoItem = sql`not exists (select from billing_items i where i.account_id = p.account_id and i.transfer_id = p.transfer_id)`

async function creditItems(work: Work): Promise<number> {
  const made = await sql`insert into billing_items (${columns})
    select * from (
      select p.account_id, p.transfer_id, t.credit_id, null::bigint as adjustment_id, 'credit' as direction,
        t.amount - coalesce((select sum(n.amount) from billing_items n where n.account_id = t.account_id and n.credit_id = t.credit_id and n.billing = 'netted'), 0)::bigint as amount,
        t.currency, g.gl_code, g.tax, t.bill_on, ${work.businessDate}::date
      from credits t join transfers p on p.account_id = t.account_id and p.credit_id = t.credit_id and p.kind in ('post', 'post_hold')
      join gl_of_kinds k on k.kind = coalesce((select kind from claims m where m.account_id = t.account_id and m.credit_id = t.credit_id limit 1), 'entitlement')
      join gl_codes g on g.gl_code = k.gl_code
      where t.billing = 'queued' and ${hasNoItem}) due
    where amount > 0`.execute(work.tx)
  return Number(made.numAffectedRows ?? 0n)
}

async function adjustmentItems(work: Work): Promise<number> {
  const made = await sql`insert into billing_items (${columns})
    select * from (
      select p.account_id, p.transfer_id, null::bigint as credit_id, t.adjustment_id, 'credit' as direction,
        t.granted - coalesce((select sum(n.amount) from billing_items n where n.account_id = t.account_id and n.adjustment_id = t.adjustment_id and n.billing = 'netted'), 0)::bigint as amount,
        t.currency, g.gl_code, g.tax, t.bill_on, ${work.businessDate}::date
      from adjustments t join transfers p on p.account_id = t.account_id and p.adjustment_id = t.adjustment_id and p.kind in ('post', 'post_hold')
      join reason_codes r on r.code = t.reason_code join gl_of_kinds k on k.kind = t.kind
      join gl_codes g on g.gl_code = coalesce(r.gl_code, k.gl_code)
      where t.billing = 'queued' and ${hasNoItem}) due
    where amount > 0`.execute(work.tx)
  return Number(made.numAffectedRows ?? 0n)
}
