import { billingRules } from './billing-rules.ts'
import type { BooksRule } from './books-rule.ts'

const posted = `select account_id, adjustment_id, credit_id, transfer_id, amount, currency from transfers where kind in ('post', 'post_hold')`

/** What must hold of transfers, counters, claims and events, however they came about. Reads only; each is one set-based query. */
export const booksRules: readonly BooksRule[] = [
  {
    rule: 'every granted adjustment was posted once, for exactly what was granted',
    query: `select format('ADJ-%s of account %s: granted %s, posted %s', a.adjustment_id, a.account_id, a.granted, p.amount) as finding
      from adjustments a left join (${posted}) p on p.account_id = a.account_id and p.adjustment_id = a.adjustment_id
      where a.state in ('granted', 'reversed') and (p.amount, p.currency) is distinct from (a.granted, a.currency)`,
  },
  {
    rule: 'nothing was posted for an adjustment that was not granted',
    query: `select format('transfer %s of account %s: its adjustment is %s', p.transfer_id, p.account_id, coalesce(a.state, 'missing')) as finding
      from (${posted}) p left join adjustments a on a.account_id = p.account_id and a.adjustment_id = p.adjustment_id
      where p.adjustment_id is not null and coalesce(a.state, '') not in ('granted', 'reversed')`,
  },
  {
    rule: 'every credit was posted once, for exactly its amount',
    query: `select format('credit %s of account %s: credited %s, posted %s', c.credit_id, c.account_id, c.amount, p.amount) as finding
      from credits c full join (select * from (${posted}) q where credit_id is not null) p on p.account_id = c.account_id and p.credit_id = c.credit_id
      where (p.amount, p.currency) is distinct from (c.amount, c.currency)`,
  },
  {
    rule: 'a waiting request holds its money, and only a waiting request does',
    query: `select format('ADJ-%s of account %s is %s and its hold is %s', a.adjustment_id, a.account_id, a.state,
        case when h.transfer_id is null then 'missing' when r.kind is null then 'open' else r.kind end) as finding
      from adjustments a
      left join transfers h on h.account_id = a.account_id and h.adjustment_id = a.adjustment_id and h.kind = 'hold'
      left join transfers r on r.account_id = h.account_id and r.hold_id = h.transfer_id
      where a.approvals_needed > 0 and (h.amount is distinct from a.requested or coalesce(r.kind, 'open') <>
        case when a.state = 'requested' then 'open' when a.state in ('granted', 'reversed') then 'post_hold' else 'void_hold' end)`,
  },
  {
    rule: 'a hold is posted for no more than was held, and voided in full',
    query: `select format('transfer %s of account %s: %s of %s held', r.transfer_id, r.account_id, r.amount, h.amount) as finding
      from (select * from transfers where hold_id is not null) r
      left join (select * from transfers where kind = 'hold') h on h.account_id = r.account_id and h.transfer_id = r.hold_id
      where h.transfer_id is null or h.adjustment_id is distinct from r.adjustment_id or h.currency <> r.currency or r.amount > h.amount
        or (r.kind = 'void_hold' and r.amount <> h.amount)`,
  },
  {
    rule: 'a reversal mirrors one posted transfer, for no more than it moved, and is written down once',
    query: `select format('reversal of account %s: transfer %s takes back %s of %s', coalesce(t.account_id, v.account_id), t.transfer_id, t.amount, o.amount) as finding
      from (select * from transfers where kind = 'reverse') t
      full join reversals v on v.account_id = t.account_id and v.transfer_id = t.transfer_id
      left join transfers o on o.account_id = t.account_id and o.transfer_id = t.reverses_id
      left join credits k on k.account_id = t.account_id and k.credit_id = t.credit_id
      where (v.transfer_id is null and not exists (select from programme_runs u where u.reverses_run = k.run_id)) or t.transfer_id is null or o.kind not in ('post', 'post_hold') or o.kind is null or t.amount > o.amount
        or v.amount <> t.amount or (t.adjustment_id, t.credit_id) is distinct from (o.adjustment_id, o.credit_id)
        or (v.adjustment_id, v.credit_id) is distinct from (t.adjustment_id, t.credit_id)`,
  },
  {
    rule: 'an adjustment is reversed exactly when all of it was taken back',
    query: `select format('ADJ-%s of account %s is %s, %s of %s taken back', a.adjustment_id, a.account_id, a.state, coalesce(v.amount, 0), a.granted) as finding
      from adjustments a left join reversals v on v.account_id = a.account_id and v.adjustment_id = a.adjustment_id
      where (a.state = 'reversed') <> (v.amount is not null and v.amount = a.granted)`,
  },
  {
    rule: 'each budget counter is the sum of its transfers',
    query: `select format('budget %s, stripe %s: counter %s, transfers %s', coalesce(s.budget_id, t.budget_id), coalesce(s.stripe, t.stripe), s.taken, coalesce(t.taken, 0)) as finding
      from budget_stripes s full join (
        select t.budget_id, t.stripe, sum(case when t.kind in ('post', 'post_hold') then t.amount when t.kind = 'reverse' then -t.amount
          when t.kind = 'hold' and r.transfer_id is null then t.amount else 0 end) as taken
        from transfers t left join transfers r on t.kind = 'hold' and r.account_id = t.account_id and r.hold_id = t.transfer_id
        group by t.budget_id, t.stripe) t on t.budget_id = s.budget_id and t.stripe = s.stripe
      where s.taken is distinct from coalesce(t.taken, 0)`,
  },
  {
    rule: 'the stripes of a budget add up to its total',
    query: `select format('budget %s: total %s, stripes %s', b.budget_id, b.total, coalesce(sum(s.allotted), 0)) as finding
      from budgets b left join budget_stripes s on s.budget_id = b.budget_id group by b.budget_id, b.total
      having b.total <> coalesce(sum(s.allotted), 0)`,
  },
  {
    rule: 'each person’s day is the sum of what they gave, asked for and approved',
    query: `select format('person %s on %s: counter %s, adjustments %s', coalesce(d.staff_id, a.staff_id), coalesce(d.business_date, a.business_date), d.given, coalesce(a.given, 0)) as finding
      from staff_days d full join (
        select staff_id, business_date, sum(amount) as given from (
          select requested_by as staff_id, business_date, case when state in ('granted', 'reversed') then granted when state = 'requested' then requested else 0 end as amount
          from adjustments union all select approved_by, business_date, amount from approvals) each
        group by staff_id, business_date) a on a.staff_id = d.staff_id and a.business_date = d.business_date
      where coalesce(d.given, 0) <> coalesce(a.given, 0)`,
  },
  {
    rule: 'nobody decided, approved or reversed their own, and enough people approved',
    query: `select format('ADJ-%s of account %s: asked by %s, decided by %s, %s approvals of %s', a.adjustment_id, a.account_id, a.requested_by, a.decided_by, coalesce(v.count, 0), a.approvals_needed) as finding
      from adjustments a
      left join (select account_id, adjustment_id, count(distinct approved_by) as count, bool_or(approved_by = requested_by) as own from approvals group by 1, 2) v
        on v.account_id = a.account_id and v.adjustment_id = a.adjustment_id
      left join reversals r on r.account_id = a.account_id and r.adjustment_id = a.adjustment_id
      where a.decided_by = a.requested_by or v.own or r.reversed_by in (a.requested_by, a.decided_by) or r.approved_by in (a.requested_by, a.decided_by, r.reversed_by)
        or (a.state in ('granted', 'reversed') and coalesce(v.count, 0) < a.approvals_needed)`,
  },
  {
    rule: 'whatever is given or asked for holds the claim on its cause, and nothing else does',
    query: `select format('claim %s of account %s: freed %s, its holder is %s', c.claim_id, coalesce(c.account_id, a.account_id), c.freed_at is not null, a.state) as finding
      from (select * from claims where adjustment_id is not null) c
      full join adjustments a on a.account_id = c.account_id and a.adjustment_id = c.adjustment_id
      where c.claim_id is null or a.adjustment_id is null or (c.freed_at is null) <> (a.state in ('requested', 'granted'))`,
  },
  {
    rule: 'every credit holds the claim on its cause until all of it was taken back',
    query: `select format('credit %s of account %s: claim %s, taken back %s of %s', c.credit_id, c.account_id, case when m.claim_id is null then 'none' else 'held' end, coalesce(t.amount, 0), c.amount) as finding
      from credits c left join (select * from claims where credit_id is not null and freed_at is null) m on m.account_id = c.account_id and m.credit_id = c.credit_id
      left join (select * from transfers where kind = 'reverse') t on t.account_id = c.account_id and t.credit_id = c.credit_id
      where (m.claim_id is null) <> (t.amount is not distinct from c.amount)`,
  },
  {
    rule: 'every effect has its event, and every event of an effect its effect',
    query: `select format('account %s, ADJ-%s: %s events for %s effects', coalesce(e.account_id, a.account_id), coalesce(e.adjustment_id, a.adjustment_id), coalesce(e.count, 0), coalesce(a.count, 0)) as finding
      from (select account_id, adjustment_id, count(*) from account_events where adjustment_id is not null and outcome = 'done' group by 1, 2) e
      full join (select account_id, adjustment_id, sum(n)::bigint as count from (
        select account_id, adjustment_id, 1 + (state in ('refused', 'returned', 'withdrawn', 'expired'))::int as n from adjustments
        union all select account_id, adjustment_id, 1 from approvals
        union all select account_id, adjustment_id, 1 from reversals where adjustment_id is not null
        union all select account_id, adjustment_id, 1 + (state in ('refused', 'withdrawn'))::int from reversal_requests where adjustment_id is not null) each
        group by 1, 2) a on a.account_id = e.account_id and a.adjustment_id = e.adjustment_id
      where coalesce(e.count, 0) <> coalesce(a.count, 0)`,
  },
  {
    rule: 'what a person took back of a credit has its event, and the event its effect',
    query: `select format('account %s, credit %s: %s events for %s effects', coalesce(e.account_id, r.account_id), coalesce(e.credit_id, r.credit_id), coalesce(e.count, 0), coalesce(r.count, 0)) as finding
      from (select account_id, credit_id, count(*) from account_events where credit_id is not null and outcome = 'done' and (action like '%reversal%' or action = 'reverse-credit') group by 1, 2) e
      full join (select account_id, credit_id, sum(n) as count from (
        select account_id, credit_id, 1 as n from reversals where credit_id is not null
        union all select account_id, credit_id, 1 + (state in ('refused', 'withdrawn'))::int from reversal_requests where credit_id is not null) each
        group by 1, 2) r on r.account_id = e.account_id and r.credit_id = e.credit_id
      where coalesce(e.count, 0) <> coalesce(r.count, 0)`,
  },
  {
    rule: 'what was taken back above a limit was asked for by one and approved by another',
    query: `select format('reversal of transfer %s of account %s: approved by %s, its request is %s', r.transfer_id, coalesce(r.account_id, w.account_id), r.approved_by, coalesce(w.state, 'missing')) as finding
      from (select * from reversals where approved_by is not null) r
      full join (select * from reversal_requests where state = 'granted') w on w.account_id = r.account_id
        and w.adjustment_id is not distinct from r.adjustment_id and w.credit_id is not distinct from r.credit_id
      where r.account_id is null or w.account_id is null or r.amount <> w.amount or r.reversed_by <> w.requested_by or r.approved_by <> w.decided_by`,
  },
  {
    rule: 'a transfer goes the way of its kind, in the currency and the outage of its budget',
    query: `select format('transfer %s of account %s: %s from %s to %s, budget %s', t.transfer_id, t.account_id, t.kind, t.from_ledger, t.to_ledger, t.budget_id) as finding
      from transfers t left join budgets b on b.budget_id = t.budget_id
      where (t.from_ledger, t.to_ledger) is distinct from (case when t.kind in ('reverse', 'void_hold') then 'customer' else 'budget' end,
          case when t.kind in ('reverse', 'void_hold') then 'budget' else 'customer' end)
        or t.currency is distinct from b.currency or t.outage_id is distinct from b.outage_id
        or b.purpose is distinct from case when t.credit_id is null then 'manual' else 'automatic' end`,
  },
  {
    rule: 'every adjustment is the answer of exactly one draft',
    query: `select format('ADJ-%s of account %s: its draft is %s', a.adjustment_id, a.account_id, case when d.draft_id is null then 'missing' else 'another’s' end) as finding
      from adjustments a left join drafts d on d.account_id = a.account_id and d.draft_id = a.draft_id
      where d.adjustment_id is distinct from a.adjustment_id or d.staff_id <> a.requested_by`,
  },
  ...billingRules,
]
