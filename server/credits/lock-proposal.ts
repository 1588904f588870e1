import { type RawBuilder, sql } from 'kysely'
import type { AdjudicationFacts } from '#shared/outages/permissions.ts'
import type { Db } from '../db/client.ts'
import { notFound } from '../refusal.ts'
import type { Work } from '../work.ts'
import { programmesToCorrect } from './plan-corrections.ts'

export type Proposal = AdjudicationFacts & {
  readonly adjudicationId: bigint
  readonly outageId: string
  readonly startsAt: Date
  readonly endsAt: Date
  readonly windowSource: string
  readonly reason: string
}

/** Of an outage o: the run that pays one of its programmes by the window in force, and is not over. */
export const openRunOf = (outageId: RawBuilder<unknown>): RawBuilder<unknown> => sql`
  (select min(r.run_id)::text from programme_runs r where r.outage_id = ${outageId} and r.kind = 'credit' and r.state not in ('stopped', 'finished'))`

/** Of an adjudication a with its outage o: whether the window or the evidence is another one than it was worked out from. */
const otherGround = sql`((o.starts_at, o.ends_at, o.window_source) is distinct from (a.was_starts_at, a.was_ends_at, a.was_source)
  or exists (select from programme_runs r where r.adjudication_id = a.adjudication_id and r.measured <> o.measured))`

export type ProposalNow = { planning: string | null; openRun: string | null; changed: boolean }

/** What decides whether a proposal may be put in force now. */
export async function proposalNow(
  db: Db,
  { adjudicationId, outageId }: Pick<Proposal, 'adjudicationId' | 'outageId'>,
): Promise<ProposalNow> {
  const found = await sql<ProposalNow & { runs: string[] }>`
    select ${openRunOf(sql`a.outage_id`)} as open_run, ${otherGround} as changed,
      (select min(r.run_id)::text from programme_runs r where r.adjudication_id = a.adjudication_id and r.state = 'planning') as planning,
      coalesce((select array_agg(r.programme_id || '/' || r.version order by r.programme_id) from programme_runs r
        where r.adjudication_id = a.adjudication_id and r.state <> 'stopped'), '{}') as runs
    from adjudications a join outages o using (outage_id) where a.adjudication_id = ${adjudicationId}`.execute(
    db,
  )
  const row = found.rows[0]
  if (!row) throw notFound('proposed window')
  const programmes = (await programmesToCorrect(db, outageId)).map(
    ({ programmeId, version }) => `${programmeId}/${version}`,
  )
  const { planning, openRun, changed, runs } = row
  return { planning, openRun, changed: changed || runs.join() !== programmes.join() }
}

/** A proposal, held until the work is done: it is decided once. */
export async function lockProposal(work: Work, adjudicationId: bigint): Promise<Proposal> {
  const found = await sql<Proposal>`
    select a.adjudication_id, a.outage_id, a.state, a.proposed_by, s.name as proposer, g.name as agreer, a.starts_at, a.ends_at, a.window_source, a.reason
    from adjudications a join staff s on s.staff_id = a.proposed_by left join staff g on g.staff_id = a.agreed_by where a.adjudication_id = ${adjudicationId} for update of a`.execute(
    work.tx,
  )
  const proposal = found.rows[0]
  if (!proposal) throw notFound('proposed window')
  return proposal
}
