import { sql } from 'kysely'
import {
  mayApproveReversal,
  mayRefuseReversal,
  mayWithdrawReversal,
  type PostedFacts,
} from '#shared/adjustments/reversal.ts'
import type { ReversalAsk } from '#shared/adjustments/views.ts'
import { money, moneyView } from '#shared/money.ts'
import { adjustmentNumber } from '#shared/request-numbers.ts'
import type { Actor } from '#shared/staff/roles.ts'
import type { Db } from '../db/client.ts'
import { type LinkRow, linksIn, linksOf } from '../staff/links-of.ts'
import { type AskedRow, told } from './account-facts.ts'

type Item = { accountId: string; adjustmentId: string | null; creditId: string | null; currency: string }

export const itemName = ({ adjustmentId }: Pick<Item, 'adjustmentId'>): string =>
  adjustmentId === null ? 'The automatic credit' : adjustmentNumber(adjustmentId)

export const askedOf = (asked: AskedRow | null): PostedFacts['asked'] =>
  asked && { by: asked.by, byId: BigInt(asked.byId), amount: BigInt(asked.amount) }

/** What waits to be taken back, as one person sees it. */
export function askView(item: Item, facts: PostedFacts, asked: AskedRow, actor: Actor): ReversalAsk {
  return {
    reversalRequestId: asked.reversalRequestId,
    accountId: item.accountId,
    adjustmentId: item.adjustmentId,
    creditId: item.creditId,
    name: itemName(item),
    amount: moneyView(money(BigInt(asked.amount), item.currency)),
    reason: asked.reason,
    by: asked.by,
    at: asked.at,
    may: {
      approve: mayApproveReversal(actor, facts),
      refuse: mayRefuseReversal(actor, facts),
      withdraw: mayWithdrawReversal(actor, facts),
    },
  }
}

/** What waits to be taken back of accounts that this person may be told of, oldest first. */
export async function reversalAsks(db: Db, actor: Actor): Promise<ReversalAsk[]> {
  const found = await sql<Item & { asked: AskedRow; givenBy: string[] | null; linked: LinkRow[] }>`
    select w.account_id, w.adjustment_id::text, w.credit_id::text, w.currency,
      jsonb_build_object('reversalRequestId', w.reversal_request_id::text, 'amount', w.amount::text, 'reason', w.reason, 'by', p.name,
        'byId', w.requested_by::text, 'at', w.requested_at) as asked,
      (select jsonb_agg(x.by::text) from (
          select unnest(array[a.requested_by, a.decided_by]) from adjustments a where a.account_id = w.account_id and a.adjustment_id = w.adjustment_id
          union select v.approved_by from approvals v where v.account_id = w.account_id and v.adjustment_id = w.adjustment_id
          union select unnest(array[u.started_by, u.approved_by]) from credits k join programme_runs u on u.run_id = k.run_id
            where k.account_id = w.account_id and k.credit_id = w.credit_id) x(by) where x.by is not null) as given_by,
      ${linksOf(sql`w.account_id`)} as linked
    from reversal_requests w join staff p on p.staff_id = w.requested_by
    where w.state = 'requested' and ${told(actor, sql`w.account_id`)} order by w.requested_at limit 200`.execute(
    db,
  )
  return found.rows.map((row) =>
    askView(
      row,
      {
        name: itemName(row),
        amount: BigInt(row.asked.amount),
        currency: row.currency,
        givenBy: (row.givenBy ?? []).map(BigInt),
        reversed: null,
        asked: askedOf(row.asked),
        linked: linksIn(row.linked),
      },
      row.asked,
      actor,
    ),
  )
}
