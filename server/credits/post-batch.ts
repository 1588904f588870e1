import { sql } from 'kysely'
import { leafOf, merkleRoot } from '#shared/credits/merkle.ts'
import { recordDeskEvent } from '../audit/record-event.ts'
import { digest } from '../programmes/digest.ts'
import type { Work } from '../work.ts'
import type { BatchToPost, Made } from './batch.ts'
import { creditBatch } from './credit-batch.ts'
import type { Run } from './load-run.ts'
import { lockRun } from './lock-run.ts'
import { announceRun } from './step-run.ts'
import { takeBackBatch } from './take-back-batch.ts'

export type Posted =
  | { done: 'batch'; credited: number; amount: bigint; leftOut: number }
  /** Nothing is free here: the rest is in other hands, or there is none. */
  | { done: 'none' }
  | { done: 'stopped'; because: string }

/** One batch, all of it or nothing: claims first, then credits, transfers and notices, from the budget, with one event. */
export async function postBatch(work: Work, run: Run): Promise<Posted> {
  await lockRun(work, run.runId, 'shared')
  const { batch, stopped } = await nextBatch(work, run)
  if (stopped) return { done: 'stopped', because: stopped }
  if (!batch) return { done: 'none' }
  const pay = run.kind === 'reversal' ? takeBackBatch : creditBatch
  const made = batch.due === 0 ? [] : await pay(work, run, batch)
  const amount = made.reduce((sum, row) => sum + row.amount, 0n)
  // An account may have several credits taken back: it is counted once.
  const credited = new Set(made.map(({ accountId }) => accountId)).size
  const leftOut = batch.due - credited
  const root = merkleRoot(
    made.map((row) => creditLeaf(run.runId, row)),
    digest,
  )
  await sql`update run_batches set state = 'posted', credited = ${credited}::int, amount = ${amount}::bigint, left_out = ${leftOut}::int,
      root = ${root}, posted_at = clock_timestamp()
    where run_id = ${run.runId} and batch = ${batch.batch}::int`.execute(work.tx)
  await recordDeskEvent(work, {
    action: run.kind === 'reversal' ? 'take-back-batch' : 'credit-batch',
    detail: {
      runId: run.runId.toString(),
      batch: batch.batch,
      after: batch.afterAccount,
      last: batch.lastAccount,
      credits: made.length,
      amount: amount.toString(),
      leftOut,
      root,
    },
  })
  announceRun(work, run.runId)
  return { done: 'batch', credited, amount, leftOut }
}

/** A credit as the root in the journal sees it. */
export const creditLeaf = (runId: bigint, { accountId, amount, step, factsHash }: Made): string =>
  leafOf([runId.toString(), accountId, amount.toString(), String(step), factsHash], digest)

/** The next batch that nobody works on, unless the run was paused or a manager stopped it: looked up anew for each batch. */
async function nextBatch(
  work: Work,
  run: Run,
): Promise<{ batch: BatchToPost | null; stopped: string | null }> {
  const found = await sql<BatchToPost & { stopped: string | null }>`
    with stop as materialized (
      select 'Automatic credits are stopped: ' || s.reason as why from stop_switches s
      where s.lifted_at is null and s.scope in ('programmes', ${`programme:${run.programme.id}`})
      union all select 'The version is no longer in force: it is ' || p.state || '.' from programmes p
      where ${run.kind} = 'credit' and p.programme_id = ${run.programme.id} and p.version = ${run.programme.version}::int and p.state <> 'published' limit 1
    ), free as (
      select b.batch, b.after_account, b.last_account, b.due from run_batches b join programme_runs r on r.run_id = b.run_id
      where b.run_id = ${run.runId} and b.state = 'planned' and (r.state = 'running' or r.state = 'canary' and b.canary)
        and not exists (select from stop)
      order by b.after_account limit 1 for update of b skip locked
    )
    select free.*, (select why from stop) as stopped from (select) one left join free on true`.execute(
    work.tx,
  )
  const row = found.rows[0]
  return { batch: row?.batch ? row : null, stopped: row?.stopped ?? null }
}
