import { sql } from 'kysely'
import { mayReverseRun, mayTakeExcess } from '#shared/credits/permissions.ts'
import type { TakenBack } from '#shared/credits/run-states.ts'
import { recordDeskEvent } from '../audit/record-event.ts'
import { insist } from '../refusal.ts'
import type { Work } from '../work.ts'
import { loadRun } from './load-run.ts'
import { lockRun } from './lock-run.ts'
import { announceRun } from './step-run.ts'

/**
 * Asks for taking a whole run back by a second run: its plan lists each credit, another manager approves it, and then
 * each is taken back once. It goes over the same stretches of accounts as the run it mirrors. Of a correction there are
 * two things to take back, each by a run of its own: what it paid, and what it lists as too much.
 */
export async function reverseRun(
  work: Work,
  { runId, because, takes }: { runId: bigint; because: string; takes: TakenBack },
): Promise<{ runId: bigint }> {
  await lockRun(work, runId, 'alone')
  const run = await loadRun(work.tx, runId)
  const other = await work.tx
    .selectFrom('programmeRuns')
    .select('runId')
    .where('reversesRun', '=', runId)
    .where('takes', '=', takes)
    .where('state', '<>', 'stopped')
    .executeTakeFirst()
  const by = other?.runId.toString() ?? null
  insist(
    takes === 'paid'
      ? mayReverseRun(work.actor, { ...run, reversedByRun: by })
      : mayTakeExcess(work.actor, { ...run, excessTakenByRun: by }),
  )
  const made = await work.tx
    .insertInto('programmeRuns')
    .values({
      programmeId: run.programme.id,
      version: run.programme.version,
      outageId: run.outageId,
      startedBy: work.actor?.staffId ?? null,
      businessDate: work.businessDate,
      startedAt: work.now,
      endedAt: null,
      kind: 'reversal',
      reversesRun: run.runId,
      takes,
      reason: because,
    })
    .returning('runId')
    .executeTakeFirstOrThrow()
  await sql`insert into run_batches (run_id, batch, after_account, last_account, planned_to)
    select ${made.runId}::bigint, row_number() over (order by after_account), after_account, last_account, last_account
    from run_batches where run_id = ${run.runId} and (credited > 0 or ${takes} = 'excess')`.execute(work.tx)
  await recordDeskEvent(work, {
    action: 'reverse-run',
    reason: because,
    detail: { runId: made.runId.toString(), reverses: run.runId.toString(), takes },
  })
  announceRun(work, made.runId)
  announceRun(work, run.runId)
  return made
}
