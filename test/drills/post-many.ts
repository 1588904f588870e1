import { sql } from 'kysely'
import type { Database } from '#server/db/client.ts'
import { stripeCount } from '#server/ledger/budgets.ts'
import { businessDate, outageId } from './world.ts'

const lot = 100_000
const amount = 500n

/** Postings as the desk leaves them, each on an account of its own, a hundred thousand in a statement; then the counters. */
export async function postMany(database: Database, count: number): Promise<void> {
  const { db } = database
  const { rows } = await sql<{
    staffId: bigint
  }>`insert into staff (name, role, limit_level) values ('Postings', 'agent', 'agent') returning staff_id`.execute(
    db,
  )
  const staffId = rows[0]?.staffId ?? 0n
  const budgetId = `manual:${outageId}`
  await sql`update budgets set total = total + ${amount * BigInt(count)}::bigint where budget_id = ${budgetId}`.execute(
    db,
  )
  await sql`update budget_stripes set allotted = allotted + ${amount * BigInt(count)}::bigint where budget_id = ${budgetId} and stripe = 0`.execute(
    db,
  )
  for (let done = 0; done < count; done += lot) {
    const last = Math.min(count, done + lot)
    await sql`
      with made as (
        insert into accounts (account_id, type, status, holder_name, name_words, time_zone, bill_day)
        select 'M' || lpad(n::text, 9, '0'), 'consumer', 'active', 'Customer', 'customer', 'America/Denver', 14 from generate_series(${done + 1}::int, ${last}::int) n
        returning account_id
      ), given as (
        insert into adjustments (account_id, outage_id, state, kind, reason_code, requested, granted, currency, offered, facts, requested_by, business_date, billing, bill_on, promised_by, draft_id)
        select account_id, ${outageId}, 'granted', 'goodwill', 'goodwill', ${amount}::bigint, ${amount}::bigint, 'USD', 0, '{}', ${staffId}::bigint, ${businessDate}::date, 'scheduled',
          '2024-03-14', '2024-04-14', gen_random_uuid() from made returning account_id, adjustment_id, draft_id
      ), claimed as (
        insert into claims (account_id, outage_id, kind, adjustment_id) select account_id, ${outageId}, 'goodwill', adjustment_id from given
      ), noted as (
        insert into account_events (account_id, action, adjustment_id, actor_id, outcome, request_id, business_date)
        select account_id, 'give-adjustment', adjustment_id, ${staffId}::bigint, 'done', gen_random_uuid(), ${businessDate}::date from given
      ), drafted as (
        insert into drafts (account_id, draft_id, staff_id, outage_id, sent_at, request_hash, answer, adjustment_id)
        select account_id, draft_id, ${staffId}::bigint, ${outageId}, now(), 'hash', '{}', adjustment_id from given
      )
      insert into transfers (account_id, kind, from_ledger, to_ledger, amount, currency, outage_id, budget_id, stripe, adjustment_id, business_date)
      select account_id, 'post', 'budget', 'customer', ${amount}::bigint, 'USD', ${outageId}, ${budgetId}, adjustment_id % ${stripeCount}::int, adjustment_id, ${businessDate}::date from given`.execute(
      db,
    )
  }
  await sql`
    update budget_stripes s set taken = taken + t.added, allotted = allotted + t.added - case when s.stripe = 0 then ${amount * BigInt(count)}::bigint else 0 end
    from (select stripe, count(*) * ${amount}::bigint as added from transfers where account_id like 'M%' group by stripe) t
    where s.budget_id = ${budgetId} and s.stripe = t.stripe`.execute(db)
  await sql`insert into staff_days (staff_id, business_date, given) values (${staffId}::bigint, ${businessDate}::date, ${amount * BigInt(count)}::bigint)`.execute(
    db,
  )
  await sql`vacuum analyze`.execute(db)
}
