import { sql } from 'kysely'
import type { TalksTo } from '#shared/contacts/states.ts'
import type { Checked } from '#shared/contacts/views.ts'
import { Refusal } from '../refusal.ts'
import type { Work } from '../work.ts'
import type { Keeping } from './check-passcode.ts'
import { insistOnTries, openContact } from './open-contact.ts'
import { aboutCallerCode } from './send-code.ts'
import { checkedAlready, writeCheck } from './write-check.ts'

/** The code that the caller reads out, once and within ten minutes of its sending. */
export async function checkCode(
  work: Work,
  input: { accountId: string; talksTo: TalksTo; code: string },
  { secrets }: Keeping,
): Promise<Checked> {
  const contact = await openContact(work, input)
  if (contact.verification) return checkedAlready(contact)
  const { accountId, contactId } = contact
  const found = await sql<{ codeId: bigint; hash: string }>`
    select code_id, hash from caller_codes where account_id = ${accountId} and contact_id = ${contactId}
      and used_at is null and expires_at > now() order by code_id desc limit 1 for update`.execute(work.tx)
  const sent = found.rows[0]
  if (contact.talksTo === 'nobody' || !sent || !secrets)
    throw new Refusal(
      'WAY_NOT_OFFERED',
      'No code is out for this call, or its ten minutes are over: send one.',
    )
  insistOnTries(contact)
  const right = secrets.matches(sent.hash, input.code.replace(/[\s-]/g, ''), aboutCallerCode(contact))
  if (right)
    await sql`update caller_codes set used_at = now() where account_id = ${accountId} and code_id = ${sent.codeId}`.execute(
      work.tx,
    )
  return writeCheck(work, contact, 'code', right)
}
