import { sql } from 'kysely'
import type { Database } from '#server/db/client.ts'
import { manualBudgetOf, stripeCount } from '#server/ledger/budgets.ts'
import { asTheDesk, outageId } from './desk.ts'

/**
 * Books of any size that hold every rule, written set by set past the commands: credits of one run, adjustments posted
 * at once, and requests with their hold, approval and posting. For measuring the verifier, on a desk of its own.
 */
export async function fillBooks(
  database: Database,
  size: { credits: number; posted: number; requests: number },
): Promise<void> {
  const automatic = `automatic:${outageId}`
  const manual = manualBudgetOf(outageId)
  await asTheDesk(database, async ({ tx }) => {
    await sql`set local session_replication_role = replica`.execute(tx)
    const run = await sql<{
      runId: bigint
    }>`insert into programme_runs (programme_id, version, outage_id, business_date, state, ended_at)
      values ('make-it-right-2024-02-22', 1, ${outageId}, '2024-03-01', 'finished', now()) returning run_id`.execute(
      tx,
    )
    await sql`insert into credits (account_id, outage_id, programme_id, programme_version, run_id, amount, currency, billing, scheduled_on, bill_on, promised_by, facts, facts_hash)
      select (401000000 + n)::text, ${outageId}, 'make-it-right-2024-02-22', 1, ${run.rows[0]?.runId ?? 0n}, 500, 'USD', 'scheduled', '2024-03-01', '2024-03-14', '2024-04-14', '{}', ''
      from generate_series(1, ${size.credits}::int) n`.execute(tx)
    await sql`insert into claims (account_id, outage_id, kind, credit_id) select account_id, outage_id, 'entitlement', credit_id from credits`.execute(
      tx,
    )
    await sql`insert into transfers (account_id, kind, from_ledger, to_ledger, amount, currency, outage_id, budget_id, stripe, credit_id, business_date)
      select account_id, 'post', 'budget', 'customer', amount, 'USD', outage_id, ${automatic}, 0, credit_id, '2024-03-01' from credits`.execute(
      tx,
    )
    const adjustments = size.posted + size.requests
    await sql`insert into adjustments (account_id, outage_id, state, kind, reason_code, requested, granted, currency, offered, facts, requested_by, business_date,
        approvals_needed, needs_role, expires_at, decided_by, decided_at, billing, bill_on, promised_by, draft_id)
      select (401000000 + n)::text, ${outageId}, 'granted', 'goodwill', 'goodwill', 1000, 1000, 'USD', 548, '{}', 1 + n % 2, '2024-03-01',
        asked::int, case when asked then 'supervisor' end, case when asked then now() + interval '1 day' end,
        case when asked then 3 + n % 3 end, case when asked then now() end, 'scheduled', '2024-03-14', '2024-04-14', gen_random_uuid()
      from (select n, n > ${size.posted}::int as asked from generate_series(1, ${adjustments}::int) n) each`.execute(
      tx,
    )
    await sql`insert into drafts (account_id, draft_id, staff_id, outage_id, sent_at, request_hash, answer, adjustment_id)
      select account_id, draft_id, requested_by, outage_id, now(), 'x', '{}', adjustment_id from adjustments`.execute(
      tx,
    )
    await sql`insert into claims (account_id, outage_id, kind, adjustment_id) select account_id, outage_id, kind, adjustment_id from adjustments`.execute(
      tx,
    )
    await sql`insert into approvals (account_id, adjustment_id, approved_by, requested_by, amount, business_date)
      select account_id, adjustment_id, decided_by, requested_by, granted, business_date from adjustments where approvals_needed = 1`.execute(
      tx,
    )
    const stripe = sql`(adjustment_id % ${stripeCount}::int)::int`
    await sql`with held as (
        insert into transfers (account_id, kind, from_ledger, to_ledger, amount, currency, outage_id, budget_id, stripe, adjustment_id, expires_at, business_date)
        select account_id, 'hold', 'budget', 'customer', requested, 'USD', outage_id, ${manual}, ${stripe}, adjustment_id, expires_at, business_date
        from adjustments where approvals_needed = 1 returning account_id, transfer_id, amount, outage_id, stripe, adjustment_id, business_date)
      insert into transfers (account_id, kind, from_ledger, to_ledger, amount, currency, outage_id, budget_id, stripe, adjustment_id, hold_id, business_date)
      select account_id, 'post_hold', 'budget', 'customer', amount, 'USD', outage_id, ${manual}, stripe, adjustment_id, transfer_id, business_date from held`.execute(
      tx,
    )
    await sql`insert into transfers (account_id, kind, from_ledger, to_ledger, amount, currency, outage_id, budget_id, stripe, adjustment_id, business_date)
      select account_id, 'post', 'budget', 'customer', granted, 'USD', outage_id, ${manual}, ${stripe}, adjustment_id, business_date
      from adjustments where approvals_needed = 0`.execute(tx)
    await sql`insert into account_events (account_id, business_date, actor_id, action, adjustment_id, request_id)
      select account_id, business_date, requested_by, 'give-adjustment', adjustment_id, 'x' from adjustments
      union all select account_id, business_date, approved_by, 'approve-adjustment', adjustment_id, 'x' from approvals`.execute(
      tx,
    )
    await sql`insert into staff_days (staff_id, business_date, given)
      select person, '2024-03-01', sum(amount) from (select requested_by as person, granted as amount from adjustments
        union all select approved_by, amount from approvals) each group by person`.execute(tx)
    for (const budgetId of [automatic, manual]) {
      await sql`update budget_stripes s set taken = t.taken, allotted = t.taken from (
          select stripe, sum(amount) as taken from transfers where budget_id = ${budgetId} and kind <> 'hold' group by stripe) t
        where s.budget_id = ${budgetId} and s.stripe = t.stripe`.execute(tx)
      await sql`update budgets b set total = (select sum(allotted) from budget_stripes s where s.budget_id = b.budget_id) where budget_id = ${budgetId}`.execute(
        tx,
      )
    }
  })
  await sql`analyze`.execute(database.db)
}
