import { sql } from 'kysely'
import type { Work } from '../work.ts'

/** Of the advisory locks those that belong to runs. */
const family = 20_240_222

/**
 * Batches share a run, whoever changes its state has it alone. An advisory lock queues fairly: a pause waits for the
 * batches that are being paid and for none after them, however many runners there are. A row lock that is shared would
 * let batch after batch in before it. It ends with the transaction, and so with the process that holds it.
 */
export async function lockRun(work: Work, runId: bigint, how: 'shared' | 'alone'): Promise<void> {
  const key = sql`${family}::int, ${Number(runId % 2_147_483_647n)}::int`
  if (how === 'shared') await sql`select pg_advisory_xact_lock_shared(${key})`.execute(work.tx)
  else await sql`select pg_advisory_xact_lock(${key})`.execute(work.tx)
}
