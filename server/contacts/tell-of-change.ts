import { type RecordField, recordWords } from '#shared/contacts/states.ts'
import { writeNotice } from '../notices/write-notice.ts'
import type { Work } from '../work.ts'

/** Where a customer can be reached. */
export type Reached = { email: string | null; phone: string | null }

const spanish: Record<RecordField, string> = {
  passcode: 'el código de acceso',
  email: 'la dirección de correo electrónico',
  phone: 'el número de contacto',
  address: 'la dirección postal',
}
const bodyOf = (accountId: string, what: RecordField) => {
  const ending = accountId.slice(-3)
  return {
    en: `The ${recordWords[what]} of your account ending in ${ending} was changed. If this was not you, call us at once.`,
    es: `Se cambió ${spanish[what]} de su cuenta terminada en ${ending}. Si no fue usted, llámenos de inmediato.`,
  }
}

/**
 * Tells wherever the customer can be reached, and of an address or number that was replaced also at the old one, so that
 * whoever takes an account over cannot keep its owner from hearing of it. A customer who can be reached nowhere still gets
 * a row: it fails, says why, and somebody writes a letter. Returns how many were written.
 */
export async function tellOfChange(
  work: Work,
  {
    accountId,
    what,
    before,
    after,
  }: { accountId: string; what: RecordField; before: Reached; after: Reached },
): Promise<number> {
  const places = [
    ...['email' as const].flatMap((channel) =>
      [...new Set([before.email, after.email])].map((address) => ({ channel, address })),
    ),
    ...['text' as const].flatMap((channel) =>
      [...new Set([before.phone, after.phone])].map((address) => ({ channel, address })),
    ),
  ].filter((place) => place.address !== null)
  const body = bodyOf(accountId, what)
  const base = { accountId, kind: 'change' as const, about: what, body }
  for (const { channel, address } of places)
    await writeNotice(work, { ...base, channel, address: address ?? '' })
  if (places.length === 0) await writeNotice(work, { ...base, channel: 'text' })
  return Math.max(1, places.length)
}
