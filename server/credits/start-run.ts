import { sql } from 'kysely'
import { mayRun } from '#shared/credits/permissions.ts'
import { recordDeskEvent } from '../audit/record-event.ts'
import { withoutDeadlines } from '../db/deadlines.ts'
import { insist, notFound, Refusal } from '../refusal.ts'
import type { Work } from '../work.ts'
import { announceRun } from './step-run.ts'

/**
 * Accounts of a batch: its transaction stays well under a second, so that a pause or a stop takes hold at once, and
 * one journal event and a few round trips are shared by thousands of credits.
 */
export const accountsOfBatch = 4_000

/**
 * Begins a run of the version that is in force, over all accounts there are now. It pays nothing: a runner evaluates
 * every account first, and a manager looks at the plan.
 */
export async function startRun(
  work: Work,
  input: { programmeId: string; version: number; batchOf?: number },
): Promise<{ runId: bigint }> {
  insist(mayRun(work.actor))
  const programme = await work.tx
    .selectFrom('programmes')
    .select(['programmeId', 'version', 'outageId', 'hash', 'state'])
    .where('programmeId', '=', input.programmeId)
    .where('version', '=', input.version)
    .executeTakeFirst()
  if (!programme) throw notFound('version of a programme')
  const { outageId } = programme
  if (programme.state !== 'published' || outageId === null)
    throw new Refusal(
      'BAD_REQUEST',
      `Version ${programme.version} of ${programme.programmeId} is not in force (${programme.state}): only a published version is run.`,
    )
  await replacesOnlyWhatIsBack(work, programme.programmeId, programme.version, outageId)
  await notWhileMeasured(work, outageId)
  const made = await work.tx
    .insertInto('programmeRuns')
    .values({
      programmeId: programme.programmeId,
      version: programme.version,
      outageId,
      startedBy: work.actor?.staffId ?? null,
      businessDate: work.businessDate,
      startedAt: work.now,
      endedAt: null,
    })
    .onConflict((conflict) =>
      conflict
        .columns(['programmeId', 'outageId'])
        // Words and not parameters: a prepared statement would not find the partial index by them.
        .where(sql<boolean>`kind = 'credit' and state not in ('stopped', 'finished')`)
        .doNothing(),
    )
    .returning('runId')
    .executeTakeFirst()
  if (!made)
    throw new Refusal(
      'ALREADY_ASKED',
      'A run of this programme is open already. Finish or stop it before another one.',
    )
  await cutIntoBatches(work, made.runId, input.batchOf ?? accountsOfBatch)
  await recordDeskEvent(work, {
    action: 'start-run',
    detail: {
      runId: made.runId.toString(),
      programme: programme.programmeId,
      version: programme.version,
      hash: programme.hash ?? '',
    },
  })
  announceRun(work, made.runId)
  return made
}

/** A run that began while the lines are measured would plan some accounts by what counted before and some by what counts now. */
async function notWhileMeasured(work: Work, outageId: string): Promise<void> {
  const found = await sql<{ agreed: boolean }>`
    select exists (select from adjudications a where a.outage_id = o.outage_id and a.state = 'proposed' and a.agreed_by is not null) as agreed
    from outages o where o.outage_id = ${outageId} for share of o skip locked`.execute(work.tx)
  if (found.rows[0]?.agreed !== false)
    throw new Refusal('STALE', 'The lines of this outage are being measured: begin the run when they are.')
}

/** A version that replaces pays anew in full: what an earlier one paid has to be back first, run by run. */
async function replacesOnlyWhatIsBack(
  work: Work,
  programmeId: string,
  version: number,
  outageId: string,
): Promise<void> {
  const found = await sql<{ runId: bigint; version: number }>`
    select r.run_id, r.version from programme_runs r
    join programmes p on p.programme_id = r.programme_id and p.version = ${version}::int and p.document #>> '{supersession,mode}' = 'replace'
    where r.programme_id = ${programmeId} and r.outage_id = ${outageId} and r.version < ${version}::int and r.kind <> 'reversal'
      and exists (select from run_batches b where b.run_id = r.run_id and b.credited > 0)
      and not exists (select from programme_runs v where v.reverses_run = r.run_id and v.takes = 'paid' and v.state = 'finished')
    order by r.run_id limit 1`.execute(work.tx)
  const paid = found.rows[0]
  if (paid)
    throw new Refusal(
      'BAD_REQUEST',
      `Version ${version} replaces what was paid before. Take run ${paid.runId} of version ${paid.version} back first; then it pays in full.`,
    )
}

/** Stretches of account numbers, cut once from the key: whoever is added later is not part of this run. */
export async function cutIntoBatches(work: Work, runId: bigint, size: number): Promise<void> {
  await withoutDeadlines(work.tx)
  await sql`
    insert into run_batches (run_id, batch, after_account, last_account, planned_to)
    select ${runId}::bigint, row_number() over (order by account_id), lag(account_id, 1, '') over (order by account_id), account_id, account_id
    from (select account_id, row_number() over (order by account_id) as n, lead(account_id) over (order by account_id) is null as last from accounts) numbered
    where n % ${size}::int = 0 or last`.execute(work.tx)
}
