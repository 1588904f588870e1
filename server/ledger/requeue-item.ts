import { sql } from 'kysely'
import type { BillingRoute } from '#shared/ledger/billing.ts'
import type { Work } from '../work.ts'
import type { LoadedItem } from './load-item.ts'

/** Puts what failed back into the queue with a message to be sent, and the row that carries it with it. */
export async function requeueItem(
  work: Work,
  item: LoadedItem,
  { route, billOn, billTo }: { route: BillingRoute; billOn: string; billTo: string | null },
): Promise<void> {
  const carrier = item.creditId === null ? 'adjustments' : 'credits'
  const id =
    item.creditId === null ? sql`adjustment_id = ${item.adjustmentId}` : sql`credit_id = ${item.creditId}`
  await sql`update ${sql.table(carrier)} set billing = 'queued', bill_on = ${billOn}::date, queued_on = ${work.businessDate}::date,
      accepted_on = null, failed_on = null, failed_because = null
    where account_id = ${item.accountId} and ${id} and billing in ('failed', 'queued')`.execute(work.tx)
  // The code is that of today: a code that billing did not know is mended where the codes are kept.
  await sql`
    insert into billing_items (account_id, transfer_id, credit_id, adjustment_id, direction, route, amount, currency, gl_code, tax, bill_on,
      bill_to, resent_at, business_date)
    select ${item.accountId}::text, ${item.transferId}::bigint, ${item.creditId}::bigint, ${item.adjustmentId}::bigint, 'credit', ${route}::text,
      ${item.left}::bigint, ${item.currency}::text, g.gl_code, g.tax, ${billOn}::date, ${billTo}::text, now(), ${work.businessDate}::date
    from (select 1) one
    left join adjustments a on a.account_id = ${item.accountId} and a.adjustment_id = ${item.adjustmentId}::bigint
    left join reason_codes r on r.code = a.reason_code
    join gl_of_kinds k on k.kind = coalesce(a.kind, (select kind from claims where account_id = ${item.accountId} and credit_id = ${item.creditId}::bigint limit 1), 'entitlement')
    join gl_codes g on g.gl_code = coalesce(r.gl_code, k.gl_code)
    on conflict (account_id, transfer_id) do update set billing = 'queued', delivery = 'waiting', tries = 0, next_try_at = now(), resent_at = now(),
      problem = null, accepted_on = null, failed_on = null, route = excluded.route, amount = excluded.amount, gl_code = excluded.gl_code,
      tax = excluded.tax, bill_on = excluded.bill_on, bill_to = coalesce(excluded.bill_to, billing_items.bill_to)`.execute(
    work.tx,
  )
}
