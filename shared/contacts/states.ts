import type { AccountType } from '../accounts/account.ts'
import { type ChangeTold, changesTold } from '../notices/states.ts'

/** Whom one talks to. Nobody is on the line in the back office, or when a letter is answered. */
export const talksTo = ['holder', 'authorised', 'business', 'nobody'] as const
export type TalksTo = (typeof talksTo)[number]

export const talksToWords: Record<TalksTo, string> = {
  holder: 'Account holder',
  authorised: 'Authorised person',
  business: 'Business contact',
  nobody: 'Nobody on the line',
}

/**
 * How a caller is known: 47 CFR 64.2010(b) and (g). Nothing that is readily found is among them: not the end of an
 * identity number, not a date of birth, not what stands on a bill.
 */
export const ways = ['passcode', 'code', 'call-back', 'business-contact'] as const
export type Way = (typeof ways)[number]
export type Verification = Way | 'break-glass'

export const verificationWords: Record<Verification, string> = {
  passcode: 'passcode',
  code: 'one-time code',
  'call-back': 'call-back',
  'business-contact': 'business contact on file',
  'break-glass': 'opened without the caller',
}

/** How a conversation ended. The last one is the desk's own: nobody wrapped it up within half an hour. */
export const outcomes = ['credited', 'explained', 'escalated', 'call-again', 'not-verified', 'other'] as const
export type ContactOutcome = (typeof outcomes)[number]
export const outcomeWords: Record<ContactOutcome | 'ran-out', string> = {
  credited: 'Credited',
  explained: 'Explained, no credit',
  escalated: 'Escalated',
  'call-again': 'Call again later',
  'not-verified': 'Not verified',
  other: 'Other',
  'ran-out': 'Ran out',
}

/** A verification holds until wrap-up, at most half an hour (rulings 22). */
export const holdsMinutes = 30
/** So many failures on one account within a day close every way but the call-back (rulings 22). */
export const mostFailures = 3
export const codeMinutes = 10
/** Codes to one account in a day: more would be a way to pester somebody. */
export const mostCodes = 6

/** What of an account's record a caller can have changed. */
export const recordFields = changesTold
export type RecordField = ChangeTold
export const recordWords: Record<RecordField, string> = {
  passcode: 'passcode',
  email: 'e-mail address',
  phone: 'number of record',
  address: 'postal address',
}

export const revealable = ['email', 'phone', 'address'] as const
export type Revealable = (typeof revealable)[number]
/** What was shown in full is masked again after this long. */
export const revealSeconds = 60

/** Only a business has people of its own who may speak for it. */
export const hasBusinessContacts = (type: AccountType): boolean =>
  type === 'business' || type === 'small_business'
