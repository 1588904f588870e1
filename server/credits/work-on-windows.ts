import { sql } from 'kysely'
import { mayTakeEffect } from '#shared/outages/permissions.ts'
import { recordDeskEvent } from '../audit/record-event.ts'
import type { Database } from '../db/client.ts'
import type { Steps } from '../outages/measure-in-steps.ts'
import { reAdjudicateOutage } from '../outages/re-adjudicate-outage.ts'
import { atOnce, inWork, type Who, type Work } from '../work.ts'
import { proposalNow } from './lock-proposal.ts'

type Options = Steps & { signal?: AbortSignal | undefined }
type Agreed = {
  adjudicationId: bigint
  outageId: string
  startsAt: Date
  endsAt: Date
  windowSource: string
  reason: string
  agreer: string
}

/** Milliseconds between two words about how far it is. */
const toldEvery = 1_000
/** Of the advisory locks those that belong to windows. */
const family = 20_240_223

/**
 * Puts the windows that two managers agree on in force. Every line is measured in one transaction, step by step: killed
 * at any point it leaves the outage as it was, and whichever desk looks next begins again. Two never work on the same.
 */
export async function workOnWindows(database: Database, who: Who, options: Options = {}): Promise<void> {
  const agreed = await sql<{ adjudicationId: bigint }>`
    select adjudication_id from adjudications where state = 'proposed' and agreed_by is not null order by adjudication_id`.execute(
    database.db,
  )
  for (const { adjudicationId } of agreed.rows) {
    if (options.signal?.aborted) return
    const told = teller(database, who, adjudicationId)
    const onStep = async (done: number) => {
      options.signal?.throwIfAborted()
      await options.onStep?.(done)
      await told(done)
    }
    await inWork(database, who, (work) => carryOut(work, adjudicationId, { ...options, onStep })).catch(
      (error: unknown) => {
        // A desk that stops leaves it to the next one, and a window that was dropped meanwhile to nobody.
        if (!options.signal?.aborted && !(error instanceof Dropped)) throw error
      },
    )
  }
}

class Dropped extends Error {}

async function carryOut(work: Work, adjudicationId: bigint, steps: Steps): Promise<void> {
  const locked = await sql<{ mine: boolean }>`
    select pg_try_advisory_xact_lock(${family}::int, ${Number(adjudicationId % 2_147_483_647n)}::int) as mine`.execute(
    work.tx,
  )
  if (!locked.rows[0]?.mine) return
  const found = await sql<Agreed>`
    select a.adjudication_id, a.outage_id, a.starts_at, a.ends_at, a.window_source, a.reason, s.name as agreer
    from adjudications a join staff s on s.staff_id = a.agreed_by
    where a.adjudication_id = ${adjudicationId} and a.state = 'proposed'`.execute(work.tx)
  const agreed = found.rows[0]
  if (!agreed) return
  const { outageId } = agreed
  // An import of this outage has it for as long as it measures: this waits for another look, and the next import for this.
  const free =
    await sql`select from outages where outage_id = ${outageId} for no key update skip locked`.execute(
      work.tx,
    )
  if (free.rows.length === 0) return
  const still = mayTakeEffect(await proposalNow(work.tx, agreed))
  if (!still.ok) return leave(work, agreed, still.because)
  await reAdjudicateOutage(work, { ...agreed, because: agreed.reason, agreedBy: agreed.agreer }, steps)
  const done = await sql`
    update adjudications set state = 'in_force', accounts_done = accounts_total, decided_by = agreed_by, decided_at = clock_timestamp()
    where adjudication_id = ${adjudicationId} and state = 'proposed' and agreed_by is not null returning adjudication_id`.execute(
    work.tx,
  )
  if (done.rows.length === 0) throw new Dropped()
  // What the runs were planned with is what is in force now.
  await sql`update programme_runs r set measured = o.measured from outages o where o.outage_id = ${outageId} and r.adjudication_id = ${adjudicationId}`.execute(
    work.tx,
  )
}

/** What it was worked out from has changed since the second manager agreed: it is a proposal again, which is stale. */
async function leave(work: Work, { adjudicationId, outageId }: Agreed, because: string): Promise<void> {
  await sql`update adjudications set agreed_by = null, agreed_at = null where adjudication_id = ${adjudicationId} and state = 'proposed'`.execute(
    work.tx,
  )
  await recordDeskEvent(work, {
    action: 'leave-window',
    reason: because,
    detail: { outage: outageId, adjudication: adjudicationId.toString() },
  })
  work.announce({ topic: 'window' })
}

/** Says beside the transaction how far it is; the embedded database has one connection, which is in use. */
function teller(database: Database, who: Who, adjudicationId: bigint): (done: number) => Promise<void> {
  let told = performance.now()
  return async (done) => {
    if (database.kind === 'pglite' || performance.now() - told < toldEvery) return
    told = performance.now()
    // A word that could not be said is said the next time.
    const rows = await atOnce(
      database,
      sql`update adjudications set accounts_done = ${done} where adjudication_id = ${adjudicationId} and state = 'proposed' returning adjudication_id`,
    ).catch(() => null)
    if (rows?.length === 0) throw new Dropped()
    who.tell?.([{ topic: 'window' }])
  }
}
