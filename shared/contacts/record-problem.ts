import { parsePhone } from '../accounts/phones.ts'
import { type Findable, passcodeProblem } from './passcode-problem.ts'

/** One of the four things that a customer is known by, as it shall be: 47 CFR 64.2010(f). */
export type RecordChange =
  | { what: 'passcode'; passcode: string }
  | { what: 'email'; email: string }
  | { what: 'phone'; phone: string }
  | { what: 'address'; street: string; city: string; state: string; postalCode: string }

export type RecordProblem = { path: string; rule: string }
const emailLook = /^[^\s@"<>,;]+@[^\s@"<>,;.]+(\.[^\s@"<>,;.]+)+$/

/** Why this cannot be what the record says; null when it can. The form asks while one types, the server before it writes. */
export function recordProblem(change: RecordChange, known: Findable): RecordProblem | null {
  const wrong = (path: string, rule: string): RecordProblem => ({ path, rule })
  if (change.what === 'passcode') {
    const rule = passcodeProblem(change.passcode, known)
    return rule === null ? null : wrong('passcode', rule)
  }
  if (change.what === 'email')
    return emailLook.test(change.email)
      ? null
      : wrong('email', 'An e-mail address looks like name@example.com.')
  if (change.what === 'phone')
    return parsePhone(change.phone)
      ? null
      : wrong('phone', 'A phone number has ten digits, or begins with + and its country.')
  const empty = (['street', 'city', 'state', 'postalCode'] as const).find(
    (each) => change[each].trim() === '',
  )
  if (empty) return wrong(empty, 'An address has a street, a city, a state and a postal code.')
  // Only digits is a ZIP code; other countries have letters in theirs.
  return /^[\d -]+$/.test(change.postalCode) && !/^\d{5}(-\d{4})?$/.test(change.postalCode)
    ? wrong('postalCode', 'A ZIP code has five digits, or nine as 80202-1234.')
    : null
}
