import { sql } from 'kysely'
import type { Db } from '../db/client.ts'
import type { Work } from '../work.ts'
import { accountsOfBatch, cutIntoBatches } from './start-run.ts'
import { announceRun } from './step-run.ts'

export type Correction = { runId: bigint; programmeId: string; version: number }

/** For each programme that has credited an outage a run that works every account out again; a runner plans it. It pays nobody. */
export async function planCorrections(
  work: Work,
  { outageId, because, adjudicationId }: { outageId: string; because: string; adjudicationId: bigint | null },
): Promise<Correction[]> {
  const corrections: Correction[] = []
  for (const { programmeId, version } of await programmesToCorrect(work.tx, outageId)) {
    const { runId } = await work.tx
      .insertInto('programmeRuns')
      .values({
        programmeId,
        version,
        outageId,
        startedBy: work.actor?.staffId ?? null,
        businessDate: work.businessDate,
        startedAt: work.now,
        endedAt: null,
        kind: 'correction',
        reason: because,
        adjudicationId,
      })
      .returning('runId')
      .executeTakeFirstOrThrow()
    await cutIntoBatches(work, runId, accountsOfBatch)
    announceRun(work, runId)
    corrections.push({ runId, programmeId, version })
  }
  return corrections
}

/** The versions in force by which an outage was credited: one that was never run has nothing to correct. */
export async function programmesToCorrect(
  db: Db,
  outageId: string,
): Promise<{ programmeId: string; version: number }[]> {
  const found = await sql<{ programmeId: string; version: number }>`
    select p.programme_id, p.version from programmes p where p.outage_id = ${outageId} and p.state = 'published'
      and exists (select from programme_runs r join run_batches b on b.run_id = r.run_id
        where r.programme_id = p.programme_id and r.outage_id = p.outage_id and r.kind <> 'reversal' and b.credited > 0)
    order by p.programme_id`.execute(db)
  return found.rows
}
