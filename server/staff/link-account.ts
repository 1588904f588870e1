import { sql } from 'kysely'
import { mayChangePerson } from '#shared/staff/changes.ts'
import type { Relation } from '#shared/staff/states.ts'
import type { PeopleAct } from '#shared/staff/views.ts'
import { recordEvent } from '../audit/record-event.ts'
import { insist, notFound, Refusal } from '../refusal.ts'
import { actorOf, type Work } from '../work.ts'
import { personOf } from './lock-change.ts'

/**
 * Writes down that an account is somebody's own, of their household or a relative's: from then on they give, approve,
 * reverse and ask nothing on it. The account is locked, so that it holds for whoever is about to.
 */
export async function linkAccount(
  work: Work,
  input: { staffId: bigint; accountId: string; relation: Relation; reason: string },
): Promise<PeopleAct> {
  const actor = actorOf(work)
  insist(mayChangePerson(actor, input.staffId))
  const { staffId } = await personOf(work, input.staffId)
  const account = await sql`select from accounts where account_id = ${input.accountId} for update`.execute(
    work.tx,
  )
  if (account.rows.length === 0) throw notFound('account')
  const made = await work.tx
    .insertInto('staffAccounts')
    .values({
      accountId: input.accountId,
      staffId,
      relation: input.relation,
      reason: input.reason,
      linkedBy: actor.staffId,
      businessDate: work.businessDate,
      endedAt: null,
    })
    .onConflict((conflict) =>
      conflict.columns(['accountId', 'staffId']).where('endedAt', 'is', null).doNothing(),
    )
    .returning('linkId')
    .executeTakeFirst()
  if (!made) throw new Refusal('ALREADY_DECIDED', 'They are linked already.')
  await recordEvent(work, {
    accountId: input.accountId,
    action: 'link-account',
    reason: input.reason,
    detail: { staffId: staffId.toString(), relation: input.relation },
  })
  work.announce({ topic: 'account', accountId: input.accountId })
  work.announce({ topic: 'desk' })
  return { state: 'linked', firstPassword: null }
}
