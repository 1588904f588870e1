import { type RawBuilder, sql } from 'kysely'
import type { Rung } from '#shared/adjustments/decide.ts'
import type { CauseKind } from '#shared/adjustments/states.ts'
import type { DraftView } from '#shared/adjustments/views.ts'
import type { OutageView } from '#shared/outages/views.ts'
import type { Programme } from '#shared/programmes/document.ts'
import type { Role } from '#shared/staff/roles.ts'
import type { Db } from '../db/client.ts'

export type Reason = {
  code: string
  label: string
  kind: CauseKind
  noteAtLeast: number
  escalates: string | null
}

/** What the decision needs that belongs to the desk and the person rather than to the account. */
export type DeskFacts = {
  outage: OutageView | null
  otherOutages: { outageId: string; name: string }[]
  programme: Programme | null
  reasons: Reason[]
  ladder: Rung[]
  givenToday: bigint
  waiting: number
  /** The person's open draft for the account and outage. */
  draft: DraftView | null
  budgetLeft: bigint
  stopped: { reason: string; by: string } | null
}

export type RungRow = { level: string; role: Role; perAction: string; perAccountAndOutage: string }
type Row = Omit<DeskFacts, 'ladder' | 'givenToday' | 'budgetLeft'> & {
  ladder: RungRow[]
  givenToday: string
  budgetLeft: string
}

/** How many of a person's requests wait for a decision, on any account. */
export const waitingOf = (staffId: bigint) =>
  sql<{
    waiting: number
  }>`select count(*)::int as waiting from adjustments w where w.requested_by = ${staffId} and w.state = 'requested' and w.expires_at > now()`

/** Limits, counters, budget and stops as columns: the page, the preview and the posting read the same. `outages` is a list in parentheses. */
export const standingColumns = (
  ask: { staffId: bigint; businessDate: string },
  outages: RawBuilder<unknown>,
) => sql`
      (select jsonb_agg(jsonb_build_object('level', level, 'role', role,
          'perAction', per_action::text, 'perAccountAndOutage', per_account_and_outage::text) order by rank) from limit_levels) as ladder,
      (${waitingOf(ask.staffId)}) as waiting,
      coalesce((select given from staff_days where staff_id = ${ask.staffId} and business_date = ${ask.businessDate}::date), 0)::text as given_today,
      coalesce((select b.total - (select coalesce(sum(taken), 0)::bigint from budget_stripes t where t.budget_id = b.budget_id)
        from budgets b where b.purpose = 'manual' and b.outage_id in ${outages}), 0)::text as budget_left,
      (select jsonb_build_object('reason', w.reason, 'by', f.name) from stop_switches w join staff f on f.staff_id = w.stopped_by
        where w.scope = 'manual' and w.lifted_at is null) as stopped`

export const rungsOf = (rows: readonly RungRow[]): Rung[] =>
  rows.map((rung) => ({
    ...rung,
    perAction: BigInt(rung.perAction),
    perAccountAndOutage: BigInt(rung.perAccountAndOutage),
  }))

/** The outage is the one asked for, else the newest that touched the account, else the newest. */
export async function deskFacts(
  db: Db,
  ask: { accountId: string; outageId: string | null; staffId: bigint; businessDate: string },
): Promise<DeskFacts> {
  const found = await sql<Row>`
    with chosen as (
      select o.* from outages o
      where ${ask.outageId}::text is null or o.outage_id = ${ask.outageId}
      order by exists (select from line_impacts i where i.account_id = ${ask.accountId} and i.outage_id = o.outage_id) desc, o.starts_at desc
      limit 1)
    select
      (select jsonb_build_object('outageId', o.outage_id, 'name', o.name, 'cause', o.cause, 'startsAt', o.starts_at, 'endsAt', o.ends_at,
          'windowSource', o.window_source, 'wording', o.wording, 'timeZone', o.time_zone,
          'sources', coalesce((select jsonb_agg(jsonb_build_object('source', s.source, 'startsAt', s.starts_at, 'endsAt', s.ends_at, 'remark', s.remark) order by s.source)
            from outage_sources s where s.outage_id = o.outage_id
              and (s.starts_at, s.ends_at) is distinct from (o.starts_at, o.ends_at)), '[]'))
        from chosen o) as outage,
      coalesce((select jsonb_agg(jsonb_build_object('outageId', o.outage_id, 'name', o.name) order by o.starts_at desc)
        from outages o where o.outage_id not in (select outage_id from chosen)
          and exists (select from line_impacts i where i.account_id = ${ask.accountId} and i.outage_id = o.outage_id)), '[]') as other_outages,
      (select document from programmes g where g.outage_id in (select outage_id from chosen) and g.state = 'published' order by g.cause = 'entitlement' desc, g.cause limit 1) as programme,
      (select jsonb_agg(jsonb_build_object('code', code, 'label', label, 'kind', kind, 'noteAtLeast', note_at_least, 'escalates', escalates) order by rank) from reason_codes where active) as reasons,
      (select jsonb_build_object('draftId', draft_id, 'amountText', amount_text, 'reasonCode', reason_code, 'note', note, 'updatedAt', updated_at)
        from drafts f where f.account_id = ${ask.accountId} and f.staff_id = ${ask.staffId} and f.sent_at is null
          and f.outage_id in (select outage_id from chosen)) as draft,
      ${standingColumns(ask, sql`(select outage_id from chosen)`)}`.execute(db)
  const row = found.rows[0]
  if (!row) throw new Error('The desk answered nothing.')
  return {
    ...row,
    ladder: rungsOf(row.ladder),
    givenToday: BigInt(row.givenToday),
    budgetLeft: BigInt(row.budgetLeft),
  }
}
