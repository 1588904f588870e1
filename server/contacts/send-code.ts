import { randomInt } from 'node:crypto'
import { sql } from 'kysely'
import { maskEmail, maskPhone } from '#shared/accounts/mask.ts'
import { codeMinutes, mostCodes, type TalksTo } from '#shared/contacts/states.ts'
import type { CodeSent } from '#shared/contacts/views.ts'
import { recordEvent } from '../audit/record-event.ts'
import { aboutCode, writeNotice } from '../notices/write-notice.ts'
import { Refusal } from '../refusal.ts'
import type { SecretBox } from '../staff/secret-box.ts'
import type { Work } from '../work.ts'
import type { Keeping } from './check-passcode.ts'
import { insistOnTries, type OpenContact, openContact } from './open-contact.ts'

export const aboutCallerCode = (contact: Pick<OpenContact, 'accountId' | 'contactId'>): string =>
  `caller code of ${contact.accountId} ${contact.contactId}`

const body = {
  en: `{code} is the code for your call with us. Tell it to nobody who calls you. It ends in ${codeMinutes} minutes.`,
  es: `{code} es el código para su llamada con nosotros. No lo diga a nadie que le llame. Vence en ${codeMinutes} minutos.`,
}

/** A code to the number or e-mail of record, by the notices' outbox. It is kept only hashed, and goes out sealed. */
export async function sendCode(
  work: Work,
  input: { accountId: string; talksTo: TalksTo; to: 'text' | 'email' },
  { secrets, demo }: Keeping,
): Promise<CodeSent> {
  const contact = await openContact(work, input)
  const { account, accountId, contactId } = contact
  const address = input.to === 'text' ? (account.textsRefused ? null : account.contactPhone) : account.email
  if (contact.talksTo === 'nobody' || contact.verification || !secrets || !address)
    throw new Refusal('WAY_NOT_OFFERED', 'No code can be sent there: use another way.')
  insistOnTries(contact)
  await insistOnFewCodes(work, accountId)
  const code = randomInt(1_000_000).toString().padStart(6, '0')
  const expiresAt = await keepCode(work, contact, secrets, code)
  await writeNotice(work, {
    accountId,
    kind: 'code',
    channel: input.to,
    address,
    body,
    sealed: secrets.seal(code, aboutCode(accountId)),
  })
  await recordEvent(work, {
    accountId,
    action: 'send-code',
    detail: { contact: contactId.toString(), to: input.to },
  })
  return {
    to: input.to,
    address: input.to === 'text' ? maskPhone(address) : maskEmail(address),
    expiresAt: expiresAt.toISOString(),
    // Nothing leaves a demo: whoever tries it would wait for a text in vain.
    demoCode: demo ? code : null,
  }
}

async function insistOnFewCodes(work: Work, accountId: string): Promise<void> {
  const found = await sql<{ sent: number; justNow: boolean }>`
    select count(*)::int as sent, coalesce(bool_or(sent_at > now() - interval '20 seconds'), false) as just_now from caller_codes where account_id = ${accountId} and sent_at > now() - interval '24 hours'`.execute(
    work.tx,
  )
  if (found.rows[0]?.justNow)
    throw new Refusal('TOO_MANY', 'A code has just gone out: give it a moment to arrive.')
  if ((found.rows[0]?.sent ?? 0) >= mostCodes)
    throw new Refusal(
      'WAY_NOT_OFFERED',
      'Too many codes were sent to this customer today: call back instead.',
    )
}

/** A new code ends the one before: only the last one that was sent opens anything. */
async function keepCode(work: Work, contact: OpenContact, secrets: SecretBox, code: string): Promise<Date> {
  const { accountId, contactId } = contact
  await sql`update caller_codes set used_at = now() where account_id = ${accountId} and contact_id = ${contactId} and used_at is null`.execute(
    work.tx,
  )
  const kept = await work.tx
    .insertInto('callerCodes')
    .values({ accountId, contactId, hash: secrets.hash(code, aboutCallerCode(contact)), usedAt: null })
    .returning('expiresAt')
    .executeTakeFirstOrThrow()
  return kept.expiresAt
}
