import type { BooksRule } from './books-rule.ts'

/** What was taken back before billing heard of it, by what it was taken back from. */
const netted = (id: 'credit_id' | 'adjustment_id') =>
  `(select account_id, ${id}, sum(amount) as amount from billing_items where billing = 'netted' and ${id} is not null group by 1, 2)`

/** Days on which no billing system was connected: the built-in clock moves what it queues along and writes no item. */
const clockDays = `(select distinct business_date as day from desk_events
  where action = 'turn-cycle' and coalesce(detail ->> 'port', 'clock') = 'clock')`

const handedOver = (table: 'credits' | 'adjustments', id: 'credit_id' | 'adjustment_id', name: string) =>
  `select format('${name}%s of account %s is %s, its item %s', t.${id}, t.account_id, t.billing, coalesce(i.billing, 'missing')) as finding
    from ${table} t
    left join (select account_id, ${id}, billing from billing_items where direction = 'credit' and ${id} is not null) i
      on i.account_id = t.account_id and i.${id} = t.${id}
    left join ${clockDays} c on c.day = t.queued_on
    where case when i.account_id is not null then i.billing <> t.billing
      else c.day is null and (t.billing in ('queued', 'accepted', 'applied') or t.queued_on is not null) end`

/**
 * What must hold between the ledger and what billing is told. The amount of a failed item may be from before something
 * was taken back: it is mended when it is sent again.
 */
export const billingRules: readonly BooksRule[] = [
  {
    rule: 'each item tells billing one transfer: its direction, its currency, and its amount less what was netted',
    query: `select format('item of transfer %s of account %s: %s of %s for %s of %s, %s netted', i.transfer_id, i.account_id, i.direction, i.amount, p.kind, p.amount, coalesce(c.amount, a.amount, 0)) as finding
      from billing_items i
      left join transfers p on p.account_id = i.account_id and p.transfer_id = i.transfer_id
      left join ${netted('credit_id')} c on c.account_id = i.account_id and c.credit_id = i.credit_id
      left join ${netted('adjustment_id')} a on a.account_id = i.account_id and a.adjustment_id = i.adjustment_id
      where p.transfer_id is null or p.currency <> i.currency or (p.credit_id, p.adjustment_id) is distinct from (i.credit_id, i.adjustment_id)
        or case when i.direction = 'debit' then p.kind <> 'reverse' or i.amount <> p.amount
          else p.kind not in ('post', 'post_hold') or i.amount > p.amount
            or (i.billing <> 'failed' and i.amount <> p.amount - coalesce(c.amount, a.amount, 0)) end`,
  },
  {
    rule: 'a credit that was handed to billing has its item, and stands where the item stands',
    query: handedOver('credits', 'credit_id', 'credit '),
  },
  {
    rule: 'an adjustment that was handed to billing has its item, and stands where the item stands',
    query: handedOver('adjustments', 'adjustment_id', 'ADJ-'),
  },
  {
    rule: 'billing is told of every reversal, or it was netted',
    query: `select format('reversal by transfer %s of account %s has no item', t.transfer_id, t.account_id) as finding
      from (select account_id, transfer_id from transfers where kind = 'reverse') t
      left join (select account_id, transfer_id from billing_items where direction = 'debit') i
        on i.account_id = t.account_id and i.transfer_id = t.transfer_id
      where i.transfer_id is null`,
  },
  {
    rule: 'what goes on a final bill or back as a refund had failed, and was settled that way by somebody who had not given it',
    query: `select format('transfer %s of account %s: settled %s as %s by %s, its item goes %s with %s', coalesce(s.transfer_id, i.transfer_id), coalesce(s.account_id, i.account_id),
        s.amount, s.way, s.settled_by, i.route, i.amount) as finding
      from settlements s full join (select * from billing_items where route <> 'bill') i on i.account_id = s.account_id and i.transfer_id = s.transfer_id
      left join adjustments a on a.account_id = i.account_id and a.adjustment_id = i.adjustment_id
      left join approvals v on v.account_id = i.account_id and v.adjustment_id = i.adjustment_id and v.approved_by = s.settled_by
      where s.account_id is null or i.account_id is null or i.direction <> 'credit' or i.resent_at is null or i.route <> s.way
        or i.currency <> s.currency or i.amount > s.amount or s.settled_by = a.requested_by or v.approved_by is not null`,
  },
]
