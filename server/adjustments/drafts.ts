import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { mayGive } from '#shared/adjustments/decide.ts'
import type { DraftView } from '#shared/adjustments/views.ts'
import { hidePersonalNumbers } from '#shared/contacts/personal-numbers.ts'
import type { Db } from '../db/client.ts'
import { insist, notFound } from '../refusal.ts'
import { actorOf, type Work } from '../work.ts'

type Row = { draftId: string; amountText: string; reasonCode: string; note: string; updatedAt: Date }
const columns = ['draftId', 'amountText', 'reasonCode', 'note', 'updatedAt'] as const
const view = (row: Row): DraftView => ({ ...row, updatedAt: row.updatedAt.toISOString() })

/** The open draft of this person for this account and outage, in whatever tab it was begun; null when there is none. */
export async function openDraftOf(
  db: Db,
  of: { accountId: string; staffId: bigint; outageId: string },
): Promise<DraftView | null> {
  const row = await db
    .selectFrom('drafts')
    .select(columns)
    .where('accountId', '=', of.accountId)
    .where('staffId', '=', of.staffId)
    .where('outageId', '=', of.outageId)
    .where('sentAt', 'is', null)
    .executeTakeFirst()
  return row ? view(row) : null
}

/**
 * Issues the key of an intent together with its draft, when the form is first touched. Asked again, from another tab or
 * after a crash, it answers the same draft: that is what makes one intent one posting.
 */
export async function openDraft(
  work: Work,
  input: { accountId: string; outageId: string },
): Promise<DraftView> {
  const actor = actorOf(work)
  insist(mayGive(actor))
  const there = await sql<{
    accountId: string
  }>`select account_id from accounts where account_id = ${input.accountId}
    and exists (select from outages where outage_id = ${input.outageId})`.execute(work.tx)
  if (there.rows.length === 0) throw notFound('account')
  await work.tx
    .insertInto('drafts')
    .values({
      accountId: input.accountId,
      draftId: randomUUID(),
      staffId: actor.staffId,
      outageId: input.outageId,
      sentAt: null,
      requestHash: null,
      answer: null,
      adjustmentId: null,
    })
    .onConflict((conflict) =>
      conflict.columns(['accountId', 'staffId', 'outageId']).where('sentAt', 'is', null).doNothing(),
    )
    .execute()
  const draft = await openDraftOf(work.tx, { ...input, staffId: actor.staffId })
  if (!draft) throw notFound('draft')
  return draft
}

/**
 * Keeps what was typed, so that a log-out, a crash or a colleague's change loses nothing. A sent draft stays as sent. A card
 * or identity number is not kept: the form warns, and until its writer says that it is none, only its end stands here.
 */
export async function saveDraft(
  work: Work,
  input: {
    accountId: string
    draftId: string
    amountText: string
    reasonCode: string
    note: string
    noteConfirmed?: boolean
  },
): Promise<DraftView> {
  const actor = actorOf(work)
  insist(mayGive(actor))
  const row = await work.tx
    .updateTable('drafts')
    .set({
      amountText: input.amountText,
      reasonCode: input.reasonCode,
      note: input.noteConfirmed ? input.note : hidePersonalNumbers(input.note),
      updatedAt: work.now,
    })
    .where('accountId', '=', input.accountId)
    .where('draftId', '=', input.draftId)
    .where('staffId', '=', actor.staffId)
    .where('sentAt', 'is', null)
    .returning(columns)
    .executeTakeFirst()
  if (!row) throw notFound('draft')
  return view(row)
}
