import { type RecordField, recordWords } from '#shared/contacts/states.ts'
import { type Reached, type ToldPlace, toldPlaces } from '#shared/contacts/told-places.ts'
import { writeNotice } from '../notices/write-notice.ts'
import type { Work } from '../work.ts'

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
 * Tells at all those places. A customer who can be reached nowhere still gets a row: it fails, says why, and somebody
 * writes a letter. Returns where it goes.
 */
export async function tellOfChange(
  work: Work,
  {
    accountId,
    what,
    before,
    after,
  }: { accountId: string; what: RecordField; before: Reached; after: Reached },
): Promise<ToldPlace[]> {
  const places = toldPlaces(before, after)
  const base = { accountId, kind: 'change' as const, about: what, body: bodyOf(accountId, what) }
  for (const place of places) await writeNotice(work, { ...base, ...place })
  if (places.length === 0) await writeNotice(work, { ...base, channel: 'text' })
  return places
}
