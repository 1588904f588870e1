import { recordEvent } from '../audit/record-event.ts'
import { notFound } from '../refusal.ts'
import type { Work } from '../work.ts'

/** The customer wants no texts any more. Said in any way to anybody it counts, so no verification is asked for. */
export async function refuseTexts(work: Work, input: { accountId: string }): Promise<{ textsRefused: true }> {
  const { accountId } = input
  const found = await work.tx
    .selectFrom('accounts')
    .select('textsRefused')
    .where('accountId', '=', accountId)
    .forUpdate()
    .executeTakeFirst()
  if (!found) throw notFound('account')
  if (!found.textsRefused) {
    await work.tx
      .updateTable('accounts')
      .set({ textsRefused: true, textsRefusedAt: work.now, updatedAt: work.now })
      .where('accountId', '=', accountId)
      .execute()
    await recordEvent(work, { accountId, action: 'refuse-texts' })
    work.announce({ topic: 'account', accountId })
  }
  return { textsRefused: true }
}
