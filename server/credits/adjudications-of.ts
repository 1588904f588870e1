import { sql } from 'kysely'
import type { AdjudicationView } from '#shared/credits/outage-views.ts'
import type { AdjudicationState } from '#shared/outages/states.ts'
import type { Db } from '../db/client.ts'

export type AdjudicationRow = {
  adjudicationId: bigint
  outageId: string
  startsAt: Date
  endsAt: Date
  windowSource: string
  wasStartsAt: Date
  wasEndsAt: Date
  wasSource: string
  reason: string
  state: AdjudicationState
  proposedBy: bigint
  proposer: string
  proposedAt: Date
  agreer: string | null
  accountsTotal: number
  accountsDone: number
  decider: string | null
  decidedAt: Date | null
  decidedBecause: string | null
}
const shown = 20

/** The windows that were proposed for an outage, the latest first. */
export async function adjudicationsOf(db: Db, outageId: string): Promise<AdjudicationRow[]> {
  const found = await sql<AdjudicationRow>`
    select a.adjudication_id, a.outage_id, a.starts_at, a.ends_at, a.window_source, a.was_starts_at, a.was_ends_at, a.was_source, a.reason,
      a.state, a.proposed_by, s.name as proposer, a.proposed_at, g.name as agreer, a.accounts_total, a.accounts_done, d.name as decider, a.decided_at, a.decided_because
    from adjudications a join staff s on s.staff_id = a.proposed_by left join staff d on d.staff_id = a.decided_by left join staff g on g.staff_id = a.agreed_by
    where a.outage_id = ${outageId} order by a.adjudication_id desc limit ${shown}::int`.execute(db)
  return found.rows
}

export function adjudicationView(row: AdjudicationRow): AdjudicationView {
  const window = (startsAt: Date, endsAt: Date, source: string) => ({
    startsAt: startsAt.toISOString(),
    endsAt: endsAt.toISOString(),
    source,
  })
  return {
    adjudicationId: row.adjudicationId.toString(),
    window: window(row.startsAt, row.endsAt, row.windowSource),
    was: window(row.wasStartsAt, row.wasEndsAt, row.wasSource),
    reason: row.reason,
    state: row.state,
    proposedBy: row.proposer,
    proposedAt: row.proposedAt.toISOString(),
    decidedBy: row.decider,
    decidedAt: row.decidedAt?.toISOString() ?? null,
    decidedBecause: row.decidedBecause,
  }
}
