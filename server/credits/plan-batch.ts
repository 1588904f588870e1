import { sql } from 'kysely'
import type { Database, Db } from '../db/client.ts'
import { inWork, type Who } from '../work.ts'
import type { BatchToPlan } from './batch.ts'
import { joinByRange } from './join-by-range.ts'
import { loadFacts } from './load-facts.ts'
import type { Run } from './load-run.ts'
import { lockRun } from './lock-run.ts'
import type { OutageKnown } from './outage-facts.ts'
import { type Held, type PlanJob, type PlannedRows, planColumns } from './plan-accounts.ts'
import { planReversal } from './plan-reversal.ts'
import { announceRun } from './step-run.ts'

/** Evaluates the accounts of one batch: here, or on another thread. */
export type Plan = (job: PlanJob) => Promise<PlannedRows>

/** Evaluates the next free batch and writes its plan, in one transaction: it is there in full or not at all. Null: none is free. */
export async function planBatch(
  database: Database,
  who: Who,
  run: Run,
  outage: OutageKnown,
  plan: Plan,
): Promise<number | null> {
  return inWork(database, who, async (work) => {
    await lockRun(work, run.runId, 'shared')
    const batch = await freeBatch(work.tx, run.runId)
    if (!batch) return null
    if (run.kind === 'reversal') return planReversal(work, run, batch)
    await joinByRange(work)
    const range = { after: batch.afterAccount, until: batch.lastAccount, limit: 1_000_000 }
    const found = await loadFacts(work.tx, outage, range)
    const held = await heldClaims(work.tx, run, batch)
    const credited = run.kind === 'correction' ? await creditedBefore(work.tx, run, batch) : null
    const accounts = found.map(({ accountId, currency, facts }) => ({
      accountId,
      currency,
      facts,
      held: held.get(accountId) ?? null,
      credited: credited && (credited.get(accountId) ?? '0'),
    }))
    const { text, looked, due, dueAmount, root } = await plan({
      programme: run.programme,
      at: run.startedAt.toISOString(),
      runId: run.runId.toString(),
      accounts,
    })
    await database.copyIn(work.tx, planColumns, pieces(text))
    await sql`update run_batches set state = 'planned', looked = ${looked}::int, due = ${due}::int, due_amount = ${dueAmount}::bigint, plan_root = ${root}
      where run_id = ${run.runId} and batch = ${batch.batch}::int`.execute(work.tx)
    announceRun(work, run.runId)
    return looked
  })
}

async function* pieces(text: string): AsyncGenerator<string> {
  if (text !== '') yield text
}

async function freeBatch(db: Db, runId: bigint): Promise<BatchToPlan | undefined> {
  const found = await sql<BatchToPlan>`select b.batch, b.after_account, b.last_account from run_batches b
    join programme_runs r on r.run_id = b.run_id and r.state = 'planning'
    where b.run_id = ${runId} and b.state = 'open' order by b.batch limit 1 for update of b skip locked`.execute(
    db,
  )
  return found.rows[0]
}

/** Of the accounts of a batch those whose cause is credited already: by this programme, or by somebody else. */
async function heldClaims(
  db: Db,
  run: Run,
  { afterAccount, lastAccount }: BatchToPlan,
): Promise<Map<string, Held>> {
  const found = await sql<{ accountId: string; steps: number; person: boolean; other: string | null }>`
    select m.account_id, coalesce(max(m.step) filter (where k.programme_id = ${run.programme.id}), 0)::int as steps,
      bool_or(m.adjustment_id is not null) as person,
      min(k.programme_id) filter (where k.programme_id <> ${run.programme.id}) as other
    from claims m left join credits k on k.account_id = m.account_id and k.credit_id = m.credit_id
    where m.account_id > ${afterAccount} and m.account_id <= ${lastAccount} and m.outage_id = ${run.outageId}
      and m.kind = ${run.cause} and m.line_id = 0 and m.freed_at is null
    group by m.account_id`.execute(db)
  return new Map(
    found.rows.map(({ accountId, steps, person, other }) => [
      accountId,
      {
        steps,
        byOther: person
          ? 'Somebody at the desk gave or asked for this credit already.'
          : other && `The programme ${other} gave this credit already.`,
      },
    ]),
  )
}

/** What the programme gave each account for the outage so far, net of what was taken back, by the ledger. */
async function creditedBefore(
  db: Db,
  run: Run,
  { afterAccount, lastAccount }: BatchToPlan,
): Promise<Map<string, string>> {
  const found = await sql<{ accountId: string; minor: string }>`
    select k.account_id, sum(case t.kind when 'reverse' then -t.amount when 'post' then t.amount else 0 end)::text as minor
    from credits k join transfers t on t.account_id = k.account_id and t.credit_id = k.credit_id
    where k.account_id > ${afterAccount} and k.account_id <= ${lastAccount} and t.account_id > ${afterAccount} and t.account_id <= ${lastAccount}
      and k.outage_id = ${run.outageId} and k.programme_id = ${run.programme.id}
    group by k.account_id`.execute(db)
  return new Map(found.rows.map(({ accountId, minor }) => [accountId, minor]))
}
