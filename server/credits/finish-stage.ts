import { sql } from 'kysely'
import { formatMoney } from '#shared/money.ts'
import { recordDeskEvent } from '../audit/record-event.ts'
import type { Work } from '../work.ts'
import { loadRun } from './load-run.ts'
import { lockRun } from './lock-run.ts'
import { stepRun } from './step-run.ts'

/** When no batch is left, the canary waits for a look and the run ends. Alone with the run, so none is in other hands. */
export async function finishStage(work: Work, runId: bigint): Promise<boolean> {
  await lockRun(work, runId, 'alone')
  const { state, programme, kind } = await loadRun(work.tx, runId)
  if (state !== 'canary' && state !== 'running') return true
  const found = await sql<{
    left: number
    leftOfCanary: number
    looked: number
    credited: number
    amount: bigint
  }>`
    select count(*) filter (where state <> 'posted')::int as left, count(*) filter (where state <> 'posted' and canary)::int as left_of_canary,
      coalesce(sum(looked), 0)::int as looked, coalesce(sum(credited), 0)::int as credited, coalesce(sum(amount), 0)::bigint as amount
    from run_batches where run_id = ${runId}`.execute(work.tx)
  const sums = found.rows[0]
  if (!sums || (state === 'canary' ? sums.leftOfCanary : sums.left) > 0) return false
  if (sums.left > 0) {
    await stepRun(work, runId, 'checked', { action: 'finish-canary' })
    return true
  }
  await stepRun(work, runId, 'finished', { action: 'finish-run' })
  const { looked, credited, amount } = sums
  await recordDeskEvent(work, {
    action: kind === 'credit' ? 'run-programme' : `${kind}-run`,
    reason: `${credited} accounts, ${formatMoney({ minor: amount, currency: programme.currency })}`,
    detail: {
      runId: runId.toString(),
      programme: programme.id,
      version: programme.version,
      looked,
      credited,
      amount: amount.toString(),
    },
  })
  work.announce({ topic: 'resync' })
  return true
}
