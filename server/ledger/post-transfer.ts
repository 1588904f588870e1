import { type RawBuilder, sql } from 'kysely'
import type { Work } from '../work.ts'

/** Who moves money to whom: one immutable row from one ledger account to another, so the books balance by construction. */
export type Transfer = {
  accountId: string
  kind: 'post' | 'hold' | 'post_hold' | 'void_hold' | 'reverse'
  amount: bigint
  currency: string
  outageId: string
  budgetId: string
  stripe: number
  adjustmentId?: bigint
  creditId?: bigint
  holdId?: bigint
  reversesId?: bigint
  expiresAt?: Date
}

const columns = sql`account_id, kind, from_ledger, to_ledger, amount, currency, outage_id, budget_id, stripe,
  adjustment_id, credit_id, hold_id, reverses_id, expires_at, business_date`

/** Money goes from the budget to the customer; a reversal and a voided hold go back. */
function direction(kind: Transfer['kind']): RawBuilder<unknown> {
  const back = kind === 'reverse' || kind === 'void_hold'
  return back ? sql`'customer', 'budget'` : sql`'budget', 'customer'`
}

/** The one writer of transfers, for a single one. Returns its id. */
export async function postTransfer(work: Work, transfer: Transfer): Promise<bigint> {
  const written = await transferInsert(work, transfer, sql`${transfer.adjustmentId ?? null}::bigint`).execute(
    work.tx,
  )
  const row = written.rows[0]
  if (!row) throw new Error('The transfer was not written.')
  return row.transferId
}

/** The same insert as a fragment, for a command that writes everything in one statement; `from` names a CTE to depend on. */
export function transferInsert(
  work: Work,
  transfer: Transfer,
  adjustmentId: RawBuilder<unknown>,
  from = sql``,
): RawBuilder<{ transferId: bigint }> {
  const t = transfer
  return sql<{ transferId: bigint }>`insert into transfers (${columns})
    select ${t.accountId}::text, ${t.kind}::text, ${direction(t.kind)}, ${t.amount}::bigint, ${t.currency}::text, ${t.outageId}::text, ${t.budgetId}::text, ${t.stripe}::int,
      ${adjustmentId}, ${t.creditId ?? null}::bigint, ${t.holdId ?? null}::bigint, ${t.reversesId ?? null}::bigint, ${t.expiresAt ?? null}::timestamptz,
      ${work.businessDate}::date ${from}
    returning transfer_id`
}

/** Transfers of a whole run, one for each row of a CTE `made (account_id, credit_id, amount, currency)`. */
export function creditTransfersInsert(
  work: Work,
  outageId: string,
  budgetId: string,
  stripe: number,
): RawBuilder<unknown> {
  return sql`insert into transfers (${columns})
    select account_id, 'post', ${direction('post')}, amount, currency, ${outageId}::text, ${budgetId}::text, ${stripe}::int,
      null::bigint, credit_id, null::bigint, null::bigint, null::timestamptz, ${work.businessDate}::date
    from made`
}

/** Reversals of a whole run, one for each row of a CTE `due` with the posted transfer's columns and the amount to take back. */
export function reversalTransfersInsert(work: Work): RawBuilder<unknown> {
  return sql`insert into transfers (${columns})
    select account_id, 'reverse', ${direction('reverse')}, amount, currency, outage_id, budget_id, stripe,
      null::bigint, credit_id, null::bigint, transfer_id, null::timestamptz, ${work.businessDate}::date
    from due
    returning account_id, transfer_id, credit_id, amount, budget_id, stripe`
}
