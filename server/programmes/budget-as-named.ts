import { sql } from 'kysely'
import { setBudget } from '../ledger/budgets.ts'
import type { Work } from '../work.ts'

/**
 * Sets an outage's automatic budget to what its programmes in force name together, their reserves held back. Two people
 * have agreed to the figure by then. Lowering it below what was given is refused by the budget itself.
 */
export async function budgetAsNamed(work: Work, outageId: string, currency: string): Promise<bigint> {
  const found = await sql<{ total: bigint }>`
    select coalesce(sum((document #>> '{budget,total}')::bigint - (document #>> '{budget,reserve}')::bigint), 0)::bigint as total
    from programmes where outage_id = ${outageId} and state = 'published' and document ? 'budget'`.execute(
    work.tx,
  )
  const total = found.rows[0]?.total ?? 0n
  await setBudget(work, { outageId, purpose: 'automatic', total, currency })
  return total
}
