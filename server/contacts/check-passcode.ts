import type { TalksTo } from '#shared/contacts/states.ts'
import type { Checked } from '#shared/contacts/views.ts'
import { demoPasscode } from '../demo/callers.ts'
import { Refusal } from '../refusal.ts'
import type { SecretBox } from '../staff/secret-box.ts'
import type { Work } from '../work.ts'
import { insistOnTries, openContact } from './open-contact.ts'
import { checkedAlready, writeCheck } from './write-check.ts'

export type Keeping = { secrets: SecretBox | null; demo: boolean }
export const aboutPasscode = (accountId: string): string => `passcode of ${accountId}`

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
  insistOnTries(contact)
  const said = input.passcode.replace(/[\s-]/g, '')
  const right =
    passcode === null
      ? said === demoPasscode
      : Boolean(secrets?.matches(passcode, said, aboutPasscode(input.accountId)))
  return writeCheck(work, contact, 'passcode', right)
}
