import { sql } from 'kysely'
import type { BillingState, Delivery } from '#shared/ledger/billing.ts'
import type { StuckItem } from '#shared/ledger/permissions.ts'
import { notFound } from '../refusal.ts'
import { type LinkRow, linksIn, linksOf } from '../staff/links-of.ts'
import type { Work } from '../work.ts'

export type ItemKey = { accountId: string; transferId: bigint }
export type LoadedItem = StuckItem &
  ItemKey & {
    creditId: bigint | null
    adjustmentId: bigint | null
    currency: string
    billOn: string
    billDay: number
    billTo: string | null
  }

type Row = Omit<LoadedItem, 'givenBy' | 'linked' | 'asked'> & {
  givenBy: string[]
  linked: LinkRow[]
  askedNumber: string | null
  askedBy: bigint | null
}

/** One amount that was given, with what billing knows of it. Its account is locked, and then the row that carries it. */
export async function loadItem(work: Work, { accountId, transferId }: ItemKey): Promise<LoadedItem> {
  await sql`select from accounts where account_id = ${accountId} for update`.execute(work.tx)
  const found = await sql<Row>`
    select p.account_id, p.transfer_id, p.credit_id, p.adjustment_id, p.currency, case when p.kind = 'reverse' then 'debit' else 'credit' end as direction,
      case when p.kind = 'reverse' then i.billing else coalesce(c.billing, a.billing) end as billing,
      case when p.kind = 'reverse' then i.bill_on else coalesce(c.bill_on, a.bill_on) end as bill_on,
      i.delivery, i.bill_to, b.bill_to as asked_number, b.requested_by as asked_by, s.way, x.bill_day, x.status = 'closed' as account_closed,
      p.amount - coalesce((select sum(n.amount) from billing_items n where p.kind <> 'reverse' and n.account_id = p.account_id and n.billing = 'netted'
        and n.credit_id is not distinct from p.credit_id and n.adjustment_id is not distinct from p.adjustment_id), 0)::bigint as left,
      coalesce((select jsonb_agg(v.approved_by::text) from approvals v where v.account_id = a.account_id and v.adjustment_id = a.adjustment_id), '[]')
        || case when a.requested_by is null then '[]'::jsonb else jsonb_build_array(a.requested_by::text) end as given_by,
      ${linksOf(sql`p.account_id`)} as linked
    from transfers p join accounts x on x.account_id = p.account_id
    left join credits c on c.account_id = p.account_id and c.credit_id = p.credit_id
    left join adjustments a on a.account_id = p.account_id and a.adjustment_id = p.adjustment_id
    left join billing_items i on i.account_id = p.account_id and i.transfer_id = p.transfer_id
    left join settlements s on s.account_id = p.account_id and s.transfer_id = p.transfer_id
    left join bill_to_changes b on b.account_id = p.account_id and b.transfer_id = p.transfer_id and b.state = 'requested'
    where p.account_id = ${accountId} and p.transfer_id = ${transferId}
      and (p.kind in ('post', 'post_hold') or (p.kind = 'reverse' and i.billing <> 'netted'))`.execute(
    work.tx,
  )
  const row = found.rows[0]
  if (!row) throw notFound('credit')
  const { askedNumber, askedBy, ...item } = row
  const asked = askedNumber !== null && askedBy !== null ? { billTo: askedNumber, by: askedBy } : null
  return { ...item, asked, givenBy: row.givenBy.map(BigInt), linked: linksIn(row.linked) }
}

/** What the item is and where it stands, as the command's answer: the board asks for the rest. */
export type ItemView = {
  accountId: string
  transferId: string
  billing: BillingState
  delivery: Delivery | null
  /** The number at billing that waits for another manager. */
  asked: string | null
}
