import { sql } from 'kysely'
import { mustVerify } from '#shared/contacts/permissions.ts'
import type {
  CorrectionView,
  OutagePage,
  OutageProgramme,
  ProposalView,
} from '#shared/credits/outage-views.ts'
import type { PlanPreview } from '#shared/credits/run-views.ts'
import { moneyView } from '#shared/money.ts'
import { mayDropWindow, mayProposeWindow, mayPutInForce } from '#shared/outages/permissions.ts'
import type { ProgrammeState } from '#shared/programmes/states.ts'
import type { Actor } from '#shared/staff/roles.ts'
import type { Db } from '../db/client.ts'
import { notFound } from '../refusal.ts'
import { type AdjudicationRow, adjudicationsOf, adjudicationView } from './adjudications-of.ts'
import { openRunOf, proposalNow } from './lock-proposal.ts'
import { runsWhere } from './queries.ts'

type Row = {
  outageId: string
  name: string
  cause: string
  wording: string
  timeZone: string
  startsAt: Date
  endsAt: Date
  windowSource: string
  lines: number | null
  measuredAt: Date | null
  sites: number
  unlisted: boolean
  openRun: string | null
  sources: OutagePage['sources']
  programmes: {
    programmeId: string
    version: number
    title: string
    state: ProgrammeState
    currency: string
    credits: number
    paid: string
    takenBack: string
  }[]
}
const runsShown = 12

/** An outage: which window counts and why, what it was credited with, and what another window would change. */
export async function outagePage(db: Db, outageId: string, actor: Actor): Promise<OutagePage> {
  const found = await sql<Row>`
    select o.outage_id, o.name, o.cause, o.wording, o.time_zone, o.starts_at, o.ends_at, o.window_source,
      o.measured_lines as lines, o.measured_at, ${openRunOf(sql`o.outage_id`)} as open_run,
      (select count(distinct site)::int from outage_sites t where t.outage_id = o.outage_id) as sites,
      coalesce((select max(r.measured) filter (where r.state <> 'stopped') < o.measured from programme_runs r
        where r.outage_id = o.outage_id and r.kind <> 'reversal'), false) as unlisted,
      coalesce((select jsonb_agg(jsonb_build_object('source', s.source, 'startsAt', s.starts_at, 'endsAt', s.ends_at, 'remark', s.remark) order by s.source)
        from outage_sources s where s.outage_id = o.outage_id), '[]') as sources,
      coalesce((select jsonb_agg(jsonb_build_object('programmeId', p.programme_id, 'version', p.version, 'title', p.document ->> 'title', 'state', p.state,
          'currency', p.document ->> 'currency', 'credits', coalesce(g.credits, 0), 'paid', coalesce(g.paid, 0)::text, 'takenBack', coalesce(g.taken_back, 0)::text)
          order by p.state, p.programme_id, p.version desc)
        from programmes p left join lateral (
          select sum(b.credited) filter (where r.kind <> 'reversal')::int as credits, sum(b.amount) filter (where r.kind <> 'reversal')::bigint as paid,
            sum(b.amount) filter (where r.kind = 'reversal')::bigint as taken_back
          from programme_runs r join run_batches b on b.run_id = r.run_id
          where r.programme_id = p.programme_id and r.version = p.version and r.outage_id = o.outage_id) g on true
        where p.outage_id = o.outage_id and p.state in ('published', 'superseded')), '[]') as programmes
    from outages o where o.outage_id = ${outageId}`.execute(db)
  const row = found.rows[0]
  if (!row) throw notFound('outage')
  const adjudications = await adjudicationsOf(db, outageId)
  const waiting = adjudications.find(({ state }) => state === 'proposed')
  const { name, cause, wording, timeZone, lines, sites, unlisted, openRun } = row
  return {
    outageId,
    name,
    cause,
    wording,
    timeZone,
    window: {
      startsAt: row.startsAt.toISOString(),
      endsAt: row.endsAt.toISOString(),
      source: row.windowSource,
    },
    sources: row.sources,
    evidence: { sites, lines, measuredAt: row.measuredAt?.toISOString() ?? null, unlisted },
    programmes: row.programmes.map(programmeView),
    runs: await runsWhere(db, sql`where r.outage_id = ${outageId}`, runsShown),
    proposal: waiting ? await proposalView(db, waiting, actor) : null,
    decided: adjudications.filter(({ state }) => state !== 'proposed').map(adjudicationView),
    mayPropose: mayProposeWindow(actor, { waiting: waiting?.proposer ?? null, openRun }),
  }
}

function programmeView({ currency, paid, takenBack, ...rest }: Row['programmes'][number]): OutageProgramme {
  const money = (minor: string) => moneyView({ minor: BigInt(minor), currency })
  return { ...rest, paid: money(paid), takenBack: money(takenBack) }
}

async function proposalView(db: Db, row: AdjudicationRow, actor: Actor): Promise<ProposalView> {
  return {
    ...adjudicationView(row),
    own: row.proposedBy === actor.staffId,
    measuring:
      row.agreer === null ? null : { agreedBy: row.agreer, total: row.accountsTotal, done: row.accountsDone },
    corrections: await correctionsOf(db, row.adjudicationId, actor),
    may: {
      putInForce: mayPutInForce(actor, { ...row, ...(await proposalNow(db, row)) }),
      drop: mayDropWindow(actor, row),
    },
  }
}

type CorrectionRow = Omit<CorrectionView, 'under' | 'over' | 'programme'> & {
  programmeId: string
  version: number
  title: string
  currency: string
  due: number
  amountDue: bigint
  preview: Partial<PlanPreview>
}

/** What each correction of a proposal comes to. Whose accounts they are is for those who decide. */
async function correctionsOf(db: Db, adjudicationId: bigint, actor: Actor): Promise<CorrectionView[]> {
  const found = await sql<CorrectionRow>`
    select r.run_id::text as run_id, r.state, r.programme_id, r.version, p.document ->> 'title' as title, p.document ->> 'currency' as currency,
      r.accounts_looked as looked, r.accounts_due as due, r.amount_due, r.preview, b.batches, b.planned
    from programme_runs r join programmes p on p.programme_id = r.programme_id and p.version = r.version
    left join lateral (select count(*)::int as batches, count(*) filter (where state <> 'open')::int as planned
      from run_batches b where b.run_id = r.run_id) b on true
    where r.adjudication_id = ${adjudicationId} order by r.run_id`.execute(db)
  const shown = <T>(sample: readonly T[] | undefined): readonly T[] =>
    mustVerify(actor) ? [] : (sample ?? [])
  return found.rows.map((row) => {
    const { runId, state, programmeId, version, title, batches, planned, looked, preview, currency } = row
    const { over } = preview
    return {
      runId,
      state,
      programme: { programmeId, version, title },
      batches,
      planned,
      looked,
      under: {
        accounts: row.due,
        amount: moneyView({ minor: row.amountDue, currency }),
        sample: shown(preview.sample),
      },
      over: {
        accounts: over?.accounts ?? 0,
        amount: moneyView({ minor: BigInt(over?.minor ?? '0'), currency }),
        sample: shown(over?.sample),
      },
    }
  })
}
