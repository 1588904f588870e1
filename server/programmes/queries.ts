import { sql } from 'kysely'
import type { Programme } from '#shared/programmes/document.ts'
import { draftProblems } from '#shared/programmes/draft-problems.ts'
import {
  mayEdit,
  mayPublish,
  mayReturn,
  maySubmit,
  mayWithdraw,
  mayWrite,
  type VersionFacts,
} from '#shared/programmes/permissions.ts'
import type {
  ProgrammeListView,
  ProgrammePageView,
  VersionPageView,
  VersionView,
} from '#shared/programmes/views.ts'
import type { Actor } from '#shared/staff/roles.ts'
import type { Db } from '../db/client.ts'
import { automaticBudgetOf } from '../ledger/budgets.ts'
import { notFound } from '../refusal.ts'

type Row = VersionView & {
  authorId: string | null
  text: string
  document: Programme | null
  inForce: number | null
}

/** One row for each version, with its people and what it cost by the ledger; the fragment both queries share. */
const versionJson = sql`jsonb_build_object(
  'programmeId', p.programme_id, 'version', p.version, 'revision', p.revision, 'state', p.state, 'cause', p.cause,
  'title', coalesce(p.document ->> 'title', p.programme_id), 'hash', p.hash,
  'outage', (select jsonb_build_object('outageId', o.outage_id, 'name', o.name) from outages o where o.outage_id = p.outage_id),
  'author', a.name, 'authorId', p.author_id::text, 'editedAt', p.edited_at, 'submittedAt', p.submitted_at,
  'publishedBy', b.name, 'publishedOn', p.published_on,
  'returned', case when p.returned_because is not null then jsonb_build_object('by', r.name, 'because', p.returned_because) end,
  'ended', case when p.ended_at is not null then jsonb_build_object('by', e.name, 'at', p.ended_at, 'because', p.ended_because) end,
  'cost', jsonb_build_object('accounts', coalesce(c.accounts, 0), 'minor', coalesce(c.minor, 0)::text, 'currency', coalesce(p.document ->> 'currency', 'USD')))`
const peopleAndCost = sql`
  left join staff a on a.staff_id = p.author_id left join staff b on b.staff_id = p.published_by
  left join staff r on r.staff_id = p.returned_by left join staff e on e.staff_id = p.ended_by
  left join (select programme_id, version, sum(accounts_credited)::int as accounts, sum(amount_credited)::bigint as minor
    from programme_runs where kind <> 'reversal' group by programme_id, version) c on c.programme_id = p.programme_id and c.version = p.version`

export async function programmeList(db: Db, actor: Actor): Promise<ProgrammeListView> {
  const found = await sql<{ versions: VersionView[]; outages: ProgrammeListView['outages'] }>`
    select
      coalesce((select jsonb_agg(${versionJson} - 'authorId' order by array_position(array['submitted', 'draft', 'published', 'superseded', 'withdrawn'], p.state), p.programme_id, p.version desc)
        from programmes p ${peopleAndCost}), '[]') as versions,
      coalesce((select jsonb_agg(jsonb_build_object('outageId', outage_id, 'name', name) order by starts_at desc) from outages), '[]') as outages`.execute(
    db,
  )
  const row = found.rows[0]
  return { versions: row?.versions ?? [], outages: row?.outages ?? [], mayWrite: mayWrite(actor) }
}

export async function programmePage(db: Db, programmeId: string, actor: Actor): Promise<ProgrammePageView> {
  const found = await sql<{ version: Row }>`
    select ${versionJson} || jsonb_build_object('text', p.text, 'document', p.document,
      'inForce', (select f.version from programmes f where f.programme_id = p.programme_id and f.outage_id = p.outage_id and f.state = 'published')) as version
    from programmes p ${peopleAndCost} where p.programme_id = ${programmeId} order by p.version desc`.execute(
    db,
  )
  if (found.rows.length === 0) throw notFound('programme')
  const versions = found.rows.map(({ version }) => versionPage(version, actor))
  const outageId = versions.find((each) => each.outage)?.outage?.outageId
  return {
    programmeId,
    versions,
    budget: outageId ? await budgetOf(db, outageId) : null,
    mayWrite: mayWrite(actor),
  }
}

function versionPage({ authorId, inForce, ...row }: Row, actor: Actor): VersionPageView {
  const facts: VersionFacts = {
    ...row,
    authorId: authorId === null ? null : BigInt(authorId),
    authorName: row.author,
  }
  const open = row.state === 'draft' || row.state === 'submitted'
  const outageId = row.outage?.outageId ?? null
  const place = { ...row, outageId, outageKnown: outageId !== null, inForce }
  return {
    ...row,
    text: row.text === '' ? JSON.stringify(row.document, null, 2) : row.text,
    problems: open ? draftProblems(row.text, place).problems : [],
    may: {
      edit: mayEdit(actor, facts),
      submit: maySubmit(actor, facts),
      publish: mayPublish(actor, facts),
      return: mayReturn(actor, facts),
      withdraw: mayWithdraw(actor, facts),
    },
  }
}

async function budgetOf(db: Db, outageId: string): Promise<ProgrammePageView['budget']> {
  const found = await sql<{ total: bigint; taken: bigint; currency: string }>`
    select total, currency, (select coalesce(sum(taken), 0)::bigint from budget_stripes s where s.budget_id = b.budget_id) as taken
    from budgets b where budget_id = ${automaticBudgetOf(outageId)}`.execute(db)
  const row = found.rows[0]
  return row ? { total: row.total.toString(), taken: row.taken.toString(), currency: row.currency } : null
}
