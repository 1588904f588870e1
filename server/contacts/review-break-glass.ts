import { mayReview } from '#shared/contacts/permissions.ts'
import { recordEvent } from '../audit/record-event.ts'
import { insist, notFound, Refusal } from '../refusal.ts'
import { actorOf, type Work } from '../work.ts'

/** A supervisor has looked at why an account was opened without its caller. Never whoever opened it. */
export async function reviewBreakGlass(
  work: Work,
  input: { accountId: string; contactId: bigint; remark: string },
): Promise<{ reviewed: true }> {
  const { accountId, contactId, remark } = input
  const contact = await work.tx
    .selectFrom('contacts')
    .select(['staffId', 'reviewedBy'])
    .where('accountId', '=', accountId)
    .where('contactId', '=', contactId)
    .where('reason', 'is not', null)
    .forUpdate()
    .executeTakeFirst()
  if (!contact) throw notFound('contact')
  const actor = actorOf(work)
  insist(mayReview(actor, contact.staffId))
  if (contact.reviewedBy !== null) throw new Refusal('ALREADY_DECIDED', 'Somebody has reviewed this already.')
  await work.tx
    .updateTable('contacts')
    .set({ reviewedBy: actor.staffId, reviewedAt: work.now, remark })
    .where('accountId', '=', accountId)
    .where('contactId', '=', contactId)
    .execute()
  await recordEvent(work, {
    accountId,
    action: 'review-break-glass',
    ...(remark ? { reason: remark } : {}),
    detail: { contact: contactId.toString() },
  })
  work.announce({ topic: 'queue' })
  return { reviewed: true }
}
