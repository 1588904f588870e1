import { sql } from 'kysely'
import type { PostedFacts } from '#shared/adjustments/reversal.ts'
import { adjustmentNumber } from '#shared/request-numbers.ts'
import type { Db } from '../db/client.ts'
import { notFound } from '../refusal.ts'
import { type LinkRow, linksIn, linksOf } from '../staff/links-of.ts'

export type ItemKey = { accountId: string } & (
  | { adjustmentId: bigint; creditId?: undefined }
  | { creditId: bigint; adjustmentId?: undefined }
)

/** What is taken back, whichever it is: the posting to mirror, who stands for it, and what is asked already. */
export type PostedItem = PostedFacts & {
  accountId: string
  adjustmentId: bigint | null
  creditId: bigint | null
  requestedBy: bigint | null
  decidedBy: bigint | null
  reversalRequestId: bigint | null
  reason: string
  posted: { transferId: bigint; budgetId: string; stripe: number; outageId: string } | null
}

type Row = {
  amount: bigint | null
  currency: string
  requestedBy: bigint | null
  decidedBy: bigint | null
  givenBy: string[] | null
  reversedBy: string | null
  transferId: bigint | null
  budgetId: string
  stripe: number
  outageId: string
  reversalRequestId: bigint | null
  askedAmount: bigint
  askedBy: string
  askedById: bigint
  reason: string | null
  linked: LinkRow[]
}

/** Read under the account's lock when it counts. */
export async function postedItem(db: Db, key: ItemKey): Promise<PostedItem> {
  const found = await (key.adjustmentId === undefined ? creditRow(db, key) : adjustmentRow(db, key))
  const row = found.rows[0]
  if (!row) throw notFound(key.adjustmentId === undefined ? 'credit' : 'request')
  const { transferId, budgetId, stripe, outageId } = row
  return {
    accountId: key.accountId,
    adjustmentId: key.adjustmentId ?? null,
    creditId: key.creditId ?? null,
    name: key.adjustmentId === undefined ? 'The automatic credit' : adjustmentNumber(key.adjustmentId),
    amount: row.amount,
    currency: row.currency,
    givenBy: (row.givenBy ?? []).map(BigInt),
    requestedBy: row.requestedBy,
    decidedBy: row.decidedBy,
    reversed: row.reversedBy === null ? null : { by: row.reversedBy },
    asked:
      row.reversalRequestId === null
        ? null
        : { by: row.askedBy, byId: row.askedById, amount: row.askedAmount },
    reversalRequestId: row.reversalRequestId,
    reason: row.reason ?? '',
    linked: linksIn(row.linked),
    posted: transferId === null ? null : { transferId, budgetId, stripe, outageId },
  }
}

const asked = sql`w.reversal_request_id, w.amount as asked_amount, s.name as asked_by, w.requested_by as asked_by_id, w.reason`

const adjustmentRow = (db: Db, { accountId, adjustmentId }: ItemKey) =>
  sql<Row>`
    select case when a.state in ('granted', 'reversed') then a.granted end as amount, a.currency, a.requested_by, a.decided_by,
      (select jsonb_agg(x.by::text) from (select a.requested_by union select a.decided_by
        union select approved_by from approvals v where v.account_id = a.account_id and v.adjustment_id = a.adjustment_id) x(by) where x.by is not null) as given_by,
      p.name as reversed_by, t.transfer_id, t.budget_id, t.stripe, t.outage_id, ${asked}, ${linksOf(sql`a.account_id`)} as linked
    from adjustments a
    left join transfers t on t.account_id = a.account_id and t.adjustment_id = a.adjustment_id and t.kind in ('post', 'post_hold')
    left join reversals r on r.account_id = a.account_id and r.adjustment_id = a.adjustment_id
    left join staff p on p.staff_id = r.reversed_by
    left join reversal_requests w on w.account_id = a.account_id and w.adjustment_id = a.adjustment_id and w.state = 'requested'
    left join staff s on s.staff_id = w.requested_by
    where a.account_id = ${accountId} and a.adjustment_id = ${adjustmentId}`.execute(db)

/** A credit that a run took back has a mirror transfer and no reversal by a person. */
const creditRow = (db: Db, { accountId, creditId }: ItemKey) =>
  sql<Row>`
    select k.amount, k.currency, u.started_by as requested_by, u.approved_by as decided_by,
      (select jsonb_agg(x.by::text) from (select u.started_by union select u.approved_by) x(by) where x.by is not null) as given_by,
      case when b.transfer_id is not null then coalesce(p.name, 'a run') end as reversed_by,
      t.transfer_id, t.budget_id, t.stripe, t.outage_id, ${asked}, ${linksOf(sql`k.account_id`)} as linked
    from credits k
    left join programme_runs u on u.run_id = k.run_id
    left join transfers t on t.account_id = k.account_id and t.credit_id = k.credit_id and t.kind in ('post', 'post_hold')
    left join transfers b on b.account_id = t.account_id and b.reverses_id = t.transfer_id
    left join reversals r on r.account_id = k.account_id and r.credit_id = k.credit_id
    left join staff p on p.staff_id = r.reversed_by
    left join reversal_requests w on w.account_id = k.account_id and w.credit_id = k.credit_id and w.state = 'requested'
    left join staff s on s.staff_id = w.requested_by
    where k.account_id = ${accountId} and k.credit_id = ${creditId}`.execute(db)
