import { sql } from 'kysely'
import type { RunFacts } from '#shared/credits/permissions.ts'
import type { TakenBack } from '#shared/credits/run-states.ts'
import type { Programme } from '#shared/programmes/document.ts'
import type { Db } from '../db/client.ts'
import { notFound } from '../refusal.ts'
import type { Window } from './outage-facts.ts'

export type Run = RunFacts & {
  readonly runId: bigint
  readonly outageId: string
  readonly programme: Programme
  /** The instant of every evaluation of this run: replaying a credit starts from it. */
  readonly startedAt: Date
  readonly because: string | null
  readonly reversesRun: bigint | null
  /** Of a run that takes back: what. */
  readonly takes: TakenBack | null
  /** The latest run that a later adjudication of the same outage made for the same programme. */
  readonly newerCorrection: string | null
  /** The proposed window that a correction was worked out in; null when it goes by the one in force. */
  readonly window: Window | null
  /** Whether that window is only proposed, or was dropped: then nothing is paid by it. */
  readonly waitsForWindow: boolean
  /** What the programme's credits are for: the kind of the claim on the account's cause. */
  readonly cause: string
}

/** Of a row r of programme_runs. */
export const newerCorrection = sql`(select max(c.run_id)::text from programme_runs c where c.kind = 'correction' and c.programme_id = r.programme_id
  and c.outage_id = r.outage_id and c.run_id > r.run_id
  and not exists (select from adjudications n where n.adjudication_id = c.adjudication_id and n.state <> 'in_force')) as newer_correction`
/** Of the same row: an adjudication that is not in force. */
export const waitsForWindow = sql`exists (select from adjudications n where n.adjudication_id = r.adjudication_id and n.state <> 'in_force') as waits_for_window`
const columns = sql`r.run_id, r.kind, r.state, r.outage_id, r.started_by, r.approved_by, r.started_at, r.because, r.reverses_run, r.takes, ${newerCorrection}, ${waitsForWindow},
  a.starts_at as window_starts, a.ends_at as window_ends, p.cause, p.document as programme
  from programme_runs r join programmes p on p.programme_id = r.programme_id and p.version = r.version
  left join adjudications a on a.adjudication_id = r.adjudication_id`

type Row = Omit<Run, 'window'> & { windowStarts: Date | null; windowEnds: Date | null }
function runOf({ windowStarts, windowEnds, ...run }: Row): Run {
  const window = windowStarts && windowEnds ? { startsAt: windowStarts, endsAt: windowEnds } : null
  return { ...run, window }
}

export async function loadRun(db: Db, runId: bigint): Promise<Run> {
  const found = await sql<Row>`select ${columns} where r.run_id = ${runId}`.execute(db)
  const row = found.rows[0]
  if (!row) throw notFound('run')
  return runOf(row)
}

/** The run that a runner should work on next: one that is under way, the oldest first. */
export async function loadRunUnderWay(db: Db, not: readonly bigint[]): Promise<Run | null> {
  const found = await sql<Row>`select ${columns} where r.state in ('planning', 'canary', 'running')
    and not r.run_id = any(${not.map(String)}::bigint[]) order by r.run_id limit 1`.execute(db)
  return found.rows[0] ? runOf(found.rows[0]) : null
}
