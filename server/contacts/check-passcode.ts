import { sql } from 'kysely'
import type { TalksTo } from '#shared/contacts/states.ts'
import type { Checked } from '#shared/contacts/views.ts'
import { demoPasscode } from '../demo/callers.ts'
import { Refusal } from '../refusal.ts'
import { keyOfSealed, type SecretBox } from '../staff/secret-box.ts'
import type { Work } from '../work.ts'
import { isPasscode, resealPasscode } from './keep-passcode.ts'
import { insistOnTries, openContact } from './open-contact.ts'
import { checkedAlready, writeCheck } from './write-check.ts'

export type Keeping = { secrets: SecretBox | null; demo: boolean }

/** Compares what the caller said with the account's passcode, which leaves the server in no direction. */
export async function checkPasscode(
  work: Work,
  input: { accountId: string; talksTo: TalksTo; passcode: string },
  { secrets, demo }: Keeping,
): Promise<Checked> {
  const contact = await openContact(work, input)
  if (contact.verification) return checkedAlready(contact)
  const { passcode } = contact.account
  if (contact.talksTo === 'nobody' || (passcode === null ? !demo : secrets === null))
    throw new Refusal('WAY_NOT_OFFERED', 'This account has no passcode: use another way.')
  if (passcode !== null && !secrets?.keyIds().includes(keyOfSealed(passcode)))
    throw new Refusal(
      'WAY_NOT_OFFERED',
      'The key of this passcode is gone, so it cannot be compared: use another way, and set a new one.',
    )
  insistOnTries(contact)
  const said = input.passcode.replace(/[\s-]/g, '')
  const right =
    passcode === null || !secrets
      ? said === demoPasscode
      : await isPasscode(secrets, input.accountId, passcode, said)
  const checked = await writeCheck(work, contact, 'passcode', right)
  if (right && passcode !== null && secrets) await keepWithNewestKey(work, input.accountId, passcode, secrets)
  return checked
}

/** The same passcode under the key of today: a check that passed is the moment at which an earlier key is let go. */
async function keepWithNewestKey(
  work: Work,
  accountId: string,
  kept: string,
  secrets: SecretBox,
): Promise<void> {
  const anew = resealPasscode(secrets, accountId, kept)
  if (anew !== kept)
    await sql`update passcodes set hash = ${anew} where account_id = ${accountId} and hash = ${kept}`.execute(
      work.tx,
    )
}
