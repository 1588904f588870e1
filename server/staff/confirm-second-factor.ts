import type { RecoveryCodes } from '#shared/staff/views.ts'
import { recordDeskEvent } from '../audit/record-event.ts'
import { Refusal } from '../refusal.ts'
import { actorOf, type Work } from '../work.ts'
import { checkCode } from './check-code.ts'
import { subjectOfSecondFactor } from './count-try.ts'
import { makeRecoveryCodes } from './make-recovery-codes.ts'
import type { SecretBox } from './secret-box.ts'
import { forgive } from './try-sign-in.ts'

/** As long as its secret is shown anew (begin-second-factor.ts). */
const openFor = 10 * 60_000

/** The first code shows that the authenticator has the secret; from now on every sign-in asks for one. */
export async function confirmSecondFactor(
  work: Work,
  box: SecretBox | null,
  { code }: { code: string },
): Promise<RecoveryCodes> {
  const { staffId } = actorOf(work)
  const begun = await work.tx
    .selectFrom('secondFactors')
    .select(['begunAt', 'confirmedAt'])
    .where('staffId', '=', staffId)
    .forUpdate()
    .executeTakeFirst()
  if (!begun) throw new Refusal('NOT_FOUND', 'No second factor was begun.')
  if (begun.confirmedAt) throw new Refusal('ALREADY_DECIDED', 'Your second factor is set up already.')
  if (work.now.getTime() - begun.begunAt.getTime() > openFor)
    throw new Refusal('STALE', 'That was begun more than ten minutes ago. Begin again.')
  if ((await checkCode(work, box, staffId, code)) !== 'code')
    throw new Refusal('CODE_WRONG', 'That is not the code of this moment. Wait for the next one and type it.')
  await work.tx
    .updateTable('secondFactors')
    .set({ confirmedAt: work.now })
    .where('staffId', '=', staffId)
    .execute()
  const codes = await makeRecoveryCodes(work)
  await forgive(work, subjectOfSecondFactor(staffId))
  await recordDeskEvent(work, { action: 'confirm-second-factor' })
  return { codes }
}
