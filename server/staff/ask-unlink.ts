import { mayChangePerson } from '#shared/staff/changes.ts'
import type { PeopleAct } from '#shared/staff/views.ts'
import { insist, notFound } from '../refusal.ts'
import { actorOf, type Work } from '../work.ts'
import { writeAsk } from './write-ask.ts'

/** A link ends as it is believed: one administrator asks, another agrees. Else one could lift it for an afternoon. */
export async function askUnlink(
  work: Work,
  input: { staffId: bigint; accountId: string; reason: string },
): Promise<PeopleAct> {
  insist(mayChangePerson(actorOf(work), input.staffId))
  const link = await work.tx
    .selectFrom('staffAccounts')
    .select('linkId')
    .where('accountId', '=', input.accountId)
    .where('staffId', '=', input.staffId)
    .where('endedAt', 'is', null)
    .executeTakeFirst()
  if (!link) throw notFound('link')
  await writeAsk(work, {
    kind: 'unlink',
    staffId: input.staffId,
    aboutAccount: input.accountId,
    reason: input.reason,
  })
  return { state: 'requested', firstPassword: null }
}
