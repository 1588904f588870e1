import { sql } from 'kysely'
import { programmeHash } from '#shared/credits/evaluate.ts'
import { merkleRoot } from '#shared/credits/merkle.ts'
import type { Db } from '../db/client.ts'
import { digest } from '../programmes/digest.ts'
import type { Made } from './batch.ts'
import { planHashOf } from './finish-planning.ts'
import { loadRun } from './load-run.ts'
import { planLeaf } from './plan-accounts.ts'
import { creditLeaf } from './post-batch.ts'

type Batch = {
  batch: number
  afterAccount: string
  lastAccount: string
  plannedTo: string
  planRoot: string | null
  root: string | null
  inJournal: string | null
}
export type RunVerified = { findings: string[]; batches: number; credits: number }

/**
 * Works every root of a run out again from its rows and compares it with the batch and with the journal's event, which
 * cannot be changed: a credit that was altered, added or taken away shows. Reads only, batch by batch.
 */
export async function verifyRun(db: Db, runId: bigint): Promise<RunVerified> {
  const run = await loadRun(db, runId)
  const found = await sql<Batch & { planHash: string | null }>`
    select b.batch, b.after_account, b.last_account, b.planned_to, b.plan_root, b.root, r.plan_hash, e.detail ->> 'root' as in_journal
    from run_batches b join programme_runs r on r.run_id = b.run_id
    left join desk_events e on b.root is not null and e.action in ('credit-batch', 'take-back-batch')
      and e.detail ->> 'runId' = b.run_id::text and (e.detail ->> 'batch')::int = b.batch
    where b.run_id = ${runId} order by b.after_account`.execute(db)
  const findings: string[] = []
  let credits = 0
  for (const batch of found.rows) {
    const made = await paidIn(db, runId, run.kind === 'reversal', batch)
    credits += made.length
    const root = merkleRoot(
      made.map((row) => creditLeaf(runId, row)),
      digest,
    )
    if (batch.root !== null && batch.root !== root)
      findings.push(`batch ${batch.batch}: its credits are not those it was closed with`)
    if (batch.root !== batch.inJournal) findings.push(`batch ${batch.batch}: the journal has another root`)
    if (batch.planRoot !== null && batch.planRoot !== (await planRootOf(db, runId, batch)))
      findings.push(`batch ${batch.batch}: its plan is not the one it was made with`)
  }
  const planHash = found.rows[0]?.planHash ?? null
  const roots = found.rows.flatMap(({ planRoot }) => planRoot ?? [])
  if (
    planHash !== null &&
    planHash !== planHashOf(programmeHash(run.programme, digest), run.startedAt, roots)
  )
    findings.push('the plan’s hash is another one than its batches give')
  return { findings, batches: found.rows.length, credits }
}

async function paidIn(db: Db, runId: bigint, back: boolean, batch: Batch): Promise<Made[]> {
  const of = back
    ? sql`from run_plans p join reversals v on v.account_id = p.account_id and v.credit_id = p.takes_back
        join programme_runs r on r.run_id = p.run_id and v.approved_by = r.approved_by where p.run_id = ${runId}
          and not exists (select from run_left_out l where l.account_id = p.account_id and l.run_id = p.run_id and l.part = p.part)`
    : sql`from credits p where p.run_id = ${runId}`
  const found = await sql<Made>`select p.account_id, p.amount, p.step, p.facts_hash ${of}
    and p.account_id > ${batch.afterAccount} and p.account_id <= ${batch.lastAccount} order by p.account_id ${back ? sql`, p.part` : sql``}`.execute(
    db,
  )
  return found.rows
}

async function planRootOf(db: Db, runId: bigint, batch: Batch): Promise<string> {
  const found = await sql<Made & { because: string | null }>`
    select account_id, amount, step, because, facts_hash from run_plans
    where run_id = ${runId} and account_id > ${batch.afterAccount} and account_id <= ${batch.plannedTo} order by account_id, part`.execute(
    db,
  )
  const leaves = found.rows.map((row) =>
    planLeaf([row.accountId, row.amount.toString(), String(row.step), row.because ?? '', row.factsHash]),
  )
  return merkleRoot(leaves, digest)
}
