import type { RecoveryCodes } from '#shared/staff/views.ts'
import { recordDeskEvent } from '../audit/record-event.ts'
import { Refusal } from '../refusal.ts'
import { actorOf, type Work } from '../work.ts'
import { checkCode } from './check-code.ts'
import { makeRecoveryCodes } from './make-recovery-codes.ts'
import type { SecretBox } from './secret-box.ts'

/** The first code shows that the authenticator has the secret; from now on every sign-in asks for one. */
export async function confirmSecondFactor(
  work: Work,
  box: SecretBox | null,
  { code }: { code: string },
): Promise<RecoveryCodes> {
  const { staffId } = actorOf(work)
  const begun = await work.tx
    .selectFrom('secondFactors')
    .select('confirmedAt')
    .where('staffId', '=', staffId)
    .forUpdate()
    .executeTakeFirst()
  if (!begun) throw new Refusal('NOT_FOUND', 'No second factor was begun.')
  if (begun.confirmedAt) throw new Refusal('ALREADY_DECIDED', 'Your second factor is set up already.')
  if ((await checkCode(work, box, staffId, code)) !== 'code')
    throw new Refusal('CODE_WRONG', 'That is not the code of this moment. Wait for the next one and type it.')
  await work.tx
    .updateTable('secondFactors')
    .set({ confirmedAt: work.now })
    .where('staffId', '=', staffId)
    .execute()
  const codes = await makeRecoveryCodes(work)
  await recordDeskEvent(work, { action: 'confirm-second-factor' })
  return { codes }
}
