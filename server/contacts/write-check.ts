import { sql } from 'kysely'
import { mostFailures, type Way } from '#shared/contacts/states.ts'
import type { Checked } from '#shared/contacts/views.ts'
import { recordEvent } from '../audit/record-event.ts'
import { actorOf, type Work } from '../work.ts'
import { contactView } from './contact-view.ts'
import type { OpenContact } from './open-contact.ts'

/** Writes an attempt down, whichever way it went; one that passed verifies the contact, for half an hour from now. */
export async function writeCheck(
  work: Work,
  contact: OpenContact,
  way: Way,
  passed: boolean,
): Promise<Checked> {
  const { accountId, contactId, account } = contact
  const { staffId } = actorOf(work)
  await work.tx
    .insertInto('callerChecks')
    .values({ accountId, contactId, staffId, way, outcome: passed ? 'passed' : 'failed' })
    .execute()
  const triesLeft = Math.max(0, mostFailures - account.failures - (passed ? 0 : 1))
  await recordEvent(work, {
    accountId,
    action: 'verify-caller',
    outcome: passed ? 'done' : 'failed',
    detail: { contact: contactId.toString(), way, triesLeft },
  })
  if (!passed) return { verified: false, triesLeft, contact: contactView(contact) }
  const found = await sql<{ verifiedAt: Date; expiresAt: Date }>`
    update contacts set verification = ${way}, verified_at = now(), expires_at = now() + interval '30 minutes'
    where account_id = ${accountId} and contact_id = ${contactId} returning verified_at, expires_at`.execute(
    work.tx,
  )
  const times = found.rows[0]
  if (!times) throw new Error('The contact is gone.')
  return { verified: true, triesLeft, contact: contactView({ ...contact, ...times, verification: way }) }
}

/** A caller who is known already is not asked again: the same answer, and nothing is counted. */
export const checkedAlready = (contact: OpenContact): Checked => ({
  verified: true,
  triesLeft: Math.max(0, mostFailures - contact.account.failures),
  contact: contactView(contact),
})
