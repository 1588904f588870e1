import { sql } from 'kysely'
import type { Database, Db } from '../db/client.ts'
import { inWork, type Who, type Work } from '../work.ts'
import { recordDeskEvent } from './record-event.ts'

/** Something that was asked for and whose commit gave no definite answer. Its request's number is in its event. */
export type UnknownOutcome = {
  requestId: string
  act: string
  accountId: string | null
  staffId: bigint | null
}
export type OpenOutcome = UnknownOutcome & { staffName: string | null; noticedAt: Date }

/** Milliseconds between two tries to write a note down. */
const again = 1000
/** A session that lost its client may still be committing; after so long it is over, because statements end after 5 s. */
const surelyOver = sql`interval '15 seconds'`
/** What is not settled after so long is shown to supervisors. */
const shownAfter = sql`interval '60 seconds'`

/** A batch of calls has one number: what was only read or refused beside the act does not say that the act was saved. */
const anEffect = sql`e.action <> 'read' and e.outcome not in ('refused', 'invalid', 'failed')`

/** What is only the desk's own note does not wait for a standby: the standby may be the trouble. */
const withoutStandby = (work: Work) => sql`set local synchronous_commit = local`.execute(work.tx)

/** Writes down, on another connection, each commit whose answer was lost, and tries until the database takes it. */
export class UnknownOutcomes {
  readonly #database: Database
  readonly #unwritten = new Map<string, UnknownOutcome>()
  #writing = false

  constructor(database: Database) {
    this.#database = database
  }

  note(outcome: UnknownOutcome): void {
    this.#unwritten.set(outcome.requestId, outcome)
    if (!this.#writing) void this.#write()
  }

  async #write(): Promise<void> {
    this.#writing = true
    try {
      for (const outcome of this.#unwritten.values()) {
        await inWork(this.#database, { actor: null }, async (work) => {
          await withoutStandby(work)
          await sql`insert into unknown_outcomes (request_id, act, about_account, staff_id)
            values (${outcome.requestId}, ${outcome.act}, ${outcome.accountId}, ${outcome.staffId}) on conflict do nothing`.execute(
            work.tx,
          )
        })
        this.#unwritten.delete(outcome.requestId)
      }
    } catch {
      setTimeout(() => void this.#write(), again).unref()
      return
    }
    this.#writing = false
  }
}

/**
 * Looks up what is open, until it is definite. The account is locked first, so a transaction that is still ending is
 * waited for; and the look is itself a commit that waits for the standby, so what it finds is as safe as an answer can be.
 */
export async function settleOutcomes(database: Database, who: Who): Promise<number> {
  const open = await sql<{ requestId: string; accountId: string | null }>`
    select request_id, about_account as account_id from unknown_outcomes where settled_at is null order by noticed_at limit 100`.execute(
    database.db,
  )
  let settled = 0
  for (const { requestId, accountId } of open.rows) {
    await inWork(database, who, async (work) => {
      if (accountId)
        await sql`select from accounts where account_id = ${accountId} for update`.execute(work.tx)
      await sql`update unknown_outcomes set asked_at = now() where request_id = ${requestId} and settled_at is null`.execute(
        work.tx,
      )
    })
    const done = await inWork(database, who, async (work) => {
      await withoutStandby(work)
      return settle(work, requestId)
    })
    if (done) settled += 1
  }
  return settled
}

async function settle(work: Work, requestId: string): Promise<boolean> {
  const found = await sql<{ act: string; outcome: string }>`
    with seen as (
      select u.request_id,
        exists (select from account_events e where e.account_id = u.about_account and e.request_id = u.request_id and ${anEffect})
          or exists (select from desk_events e where e.request_id = u.request_id and ${anEffect}) as saved
      from unknown_outcomes u where u.request_id = ${requestId} and u.settled_at is null)
    update unknown_outcomes u set settled_at = now(), outcome = case when seen.saved then 'saved' else 'not saved' end
    from seen where u.request_id = seen.request_id and (seen.saved or u.noticed_at < now() - ${surelyOver})
    returning u.act, u.outcome`.execute(work.tx)
  const row = found.rows[0]
  if (!row) return false
  await recordDeskEvent(work, { action: 'settle-outcome', detail: { act: row.act, outcome: row.outcome } })
  work.announce({ topic: 'queue' })
  return true
}

/** What has been unknown for longer than a minute: then somebody should know. */
export async function openOutcomes(db: Db): Promise<OpenOutcome[]> {
  const found = await sql<OpenOutcome>`
    select u.request_id, u.act, u.about_account as account_id, u.staff_id, s.name as staff_name, u.noticed_at
    from unknown_outcomes u left join staff s on s.staff_id = u.staff_id
    where u.settled_at is null and u.noticed_at < now() - ${shownAfter} order by u.noticed_at limit 50`.execute(
    db,
  )
  return found.rows
}
