const one = (state: string, more = '') =>
  `(select account_id, adjustment_id from adjustments where state = '${state}' ${more} order by adjustment_id limit 1)`
const isIn = (state: string, more = '') => `(account_id, adjustment_id) in ${one(state, more)}`
const asked = 'and approvals_needed > 0'

/** Errors that only somebody who goes past triggers and keys can make. The books have to find each. */
export const corruptions: Record<string, string> = {
  'a posted amount is a cent more': `update transfers set amount = amount + 1 where kind = 'post' and ${isIn('granted', 'and approvals_needed = 0')}`,
  'a posted transfer is gone': `delete from transfers where kind in ('post', 'post_hold') and ${isIn('granted')}`,
  'an adjustment is posted twice': `drop index transfers_adjustment_posted_once;
    insert into transfers (account_id, kind, from_ledger, to_ledger, amount, currency, outage_id, budget_id, stripe, adjustment_id, business_date)
    select account_id, kind, from_ledger, to_ledger, amount, currency, outage_id, budget_id, stripe, adjustment_id, business_date
    from transfers where kind = 'post' limit 1`,
  'a budget counter is a cent less': `update budget_stripes set taken = taken - 1 where (budget_id, stripe) in
    (select budget_id, stripe from budget_stripes where taken > 0 limit 1)`,
  'the stripes hold more than the budget': `update budget_stripes set allotted = allotted + 100 where stripe = 0`,
  'a person’s day is forgotten': `delete from staff_days where (staff_id, business_date) in (select staff_id, business_date from staff_days where given > 0 limit 1)`,
  'more is granted than was posted': `update adjustments set granted = granted + 1, requested = requested + 1 where ${isIn('granted')}`,
  'a request decided by whoever asked': `alter table adjustments drop constraint four_eyes;
    update adjustments set decided_by = requested_by where ${isIn('granted', asked)}`,
  'an approval is gone': `delete from approvals where ${isIn('granted', asked)}`,
  'the hold of a refused request is open again': `delete from transfers where kind = 'void_hold' and ${isIn('refused')}`,
  'the hold of a withdrawn request was posted': `drop index transfers_hold_resolved_once; insert into transfers
    (account_id, kind, from_ledger, to_ledger, amount, currency, outage_id, budget_id, stripe, adjustment_id, hold_id, business_date)
    select account_id, 'post_hold', 'budget', 'customer', amount, currency, outage_id, budget_id, stripe, adjustment_id, transfer_id, business_date
    from transfers where kind = 'hold' and ${isIn('withdrawn')}`,
  'more is taken back than was given': `update transfers set amount = amount + 1 where kind = 'reverse' and ${isIn('reversed')};
    update reversals set amount = amount + 1 where ${isIn('reversed')}`,
  'a reversal is not written down': `delete from reversals where ${isIn('reversed')}`,
  'an effect has no event': `delete from account_events where ${isIn('granted')}`,
  'a given credit has let go of its cause': `update claims set freed_at = now() where ${isIn('granted')}`,
  'a refused request still holds its cause': `update claims set freed_at = null where ${isIn('refused')}`,
  'a draft forgot what became of it': `update drafts set adjustment_id = null where ${isIn('granted')}`,
  'a granted adjustment is said to be waiting': `alter table adjustments drop constraint decided_in_full;
    alter table adjustments drop constraint granted_goes_on_a_bill;
    update adjustments set state = 'requested', granted = null where ${isIn('granted', asked)}`,
}

const again = (kind: string, columns: string) => `insert into transfers
  (account_id, kind, from_ledger, to_ledger, amount, currency, outage_id, budget_id, stripe, adjustment_id, business_date${columns})
  select account_id, kind, from_ledger, to_ledger, amount, currency, outage_id, budget_id, stripe, adjustment_id, business_date${columns}
  from transfers where kind = '${kind}' limit 1`

/** What the database refuses by itself, whoever forgot to lock or to look: the desk's own role tries it. */
export const refusedByTheDatabase: Record<string, string> = {
  'a second posting of an adjustment': again('post', ''),
  'a hold that is posted twice': again('post_hold', ', hold_id'),
  'a hold that is voided twice': again('void_hold', ', hold_id'),
  'a second reversal of a transfer': again('reverse', ', reverses_id'),
  'a second claim on a cause': `insert into claims (account_id, outage_id, kind, step, adjustment_id)
    select account_id, outage_id, kind, step, adjustment_id from claims where freed_at is null limit 1`,
  'a second adjustment of one draft': `insert into adjustments (account_id, outage_id, state, kind, reason_code, requested, granted, currency, offered, facts, requested_by, business_date, billing, bill_on, promised_by, draft_id)
    select account_id, outage_id, state, kind, reason_code, requested, granted, currency, offered, facts, requested_by, business_date, billing, bill_on, promised_by, draft_id
    from adjustments where state = 'granted' and approvals_needed = 0 limit 1`,
  'another amount of a transfer': `update transfers set amount = 1 where transfer_id = (select min(transfer_id) from transfers)`,
  'a transfer less': `delete from transfers where transfer_id = (select min(transfer_id) from transfers)`,
  'no events any more': `truncate account_events`,
  'a budget that is overdrawn': `update budget_stripes set taken = allotted + 1 where stripe = 0`,
  'a withdrawn request that is granted': `update adjustments set state = 'granted' where ${isIn('withdrawn')}`,
  'a larger amount granted than was asked': `update adjustments set granted = requested + 1 where ${isIn('granted')}`,
}
