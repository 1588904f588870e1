import { sql } from 'kysely'
import { mayKeep } from '#shared/staff/permissions.ts'
import { recordEvent } from '../audit/record-event.ts'
import { insist, notFound } from '../refusal.ts'
import { actorOf, type Work } from '../work.ts'

type Held = { accountId: string; reason: string }

/** Keeps everything of an account as it is, for a court: nothing of it expires or is erased. False when it is held already. */
export async function holdAccount(work: Work, { accountId, reason }: Held): Promise<boolean> {
  const actor = actorOf(work)
  insist(mayKeep(actor))
  const there = await sql`select from accounts where account_id = ${accountId} for update`.execute(work.tx)
  if (there.rows.length === 0) throw notFound('account')
  const made = await sql<{ holdId: bigint }>`
    insert into legal_holds (account_id, reason, held_by) values (${accountId}, ${reason}, ${actor.staffId}) on conflict do nothing returning hold_id`.execute(
    work.tx,
  )
  const hold = made.rows[0]
  if (!hold) return false
  await recordEvent(work, {
    accountId,
    action: 'hold-account',
    reason,
    detail: { hold: hold.holdId.toString() },
  })
  return true
}

/** The hold ends, with who said so and why. False when nothing is held. */
export async function releaseAccount(work: Work, { accountId, reason }: Held): Promise<boolean> {
  const actor = actorOf(work)
  insist(mayKeep(actor))
  const done = await sql<{ holdId: bigint }>`
    update legal_holds set released_by = ${actor.staffId}, released_at = now(), release_reason = ${reason}
    where account_id = ${accountId} and released_at is null returning hold_id`.execute(work.tx)
  const hold = done.rows[0]
  if (!hold) return false
  await recordEvent(work, {
    accountId,
    action: 'release-account',
    reason,
    detail: { hold: hold.holdId.toString() },
  })
  return true
}
