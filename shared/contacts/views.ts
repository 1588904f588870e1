import type { AccountStatus, AccountType } from '../accounts/account.ts'
import type { ContactOutcome, RecordField, Revealable, TalksTo, Verification } from './states.ts'
import type { ToldPlace } from './told-places.ts'

/** A conversation of this person with a customer, as it stands. */
export type ContactView = {
  contactId: string
  talksTo: TalksTo
  verification: Verification | null
  verifiedAt: string | null
  /** When it runs out by itself; a verification runs out with it. */
  expiresAt: string
  /** The number of record is being called back. */
  callingBack: boolean
  /** A one-time code is out and still good. */
  codeSent: boolean
}

/** Enough to ask, nothing to tell: all that is shown of an account before its caller is verified. */
export type CallerCard = {
  asOf: string
  accountId: string
  holderName: string
  type: AccountType
  status: AccountStatus
  /** Where a code can go and which number is called back, masked. */
  text: string | null
  email: string | null
  ways: { passcode: boolean; code: boolean; callBack: boolean; businessContact: boolean }
  triesLeft: number
  /** Until then only the call-back is left. */
  lockedUntil: string | null
  contact: ContactView | null
  /** What everybody may hear about the newest outage. */
  outage: { name: string; say: string } | null
  /** Only in a demo: what the made-up customers would say; no passcode when one was set at the desk. */
  demo: { passcode: string | null; businessContact: string } | null
}

/** The answer to an attempt. A wrong one is an answer and no refusal: it has to be counted. */
export type Checked = { verified: boolean; triesLeft: number; contact: ContactView }
export type CodeSent = { to: 'text' | 'email'; address: string; expiresAt: string; demoCode: string | null }
export type CallBack = { number: string; contact: ContactView }
export type Revealed = { what: Revealable; value: string | null }
/** How many messages went out, and where to, masked. None when the record said so already. */
export type RecordChanged = { what: RecordField; told: number; places: ToldPlace[] }
export type TextsRefused = { textsRefused: true }
export type Reviewed = { reviewed: true }
export type WrappedUp = { accountId: string; outcome: ContactOutcome }

/** An account that somebody opened without its caller, with what was given meanwhile. */
export type BreakGlassRow = {
  accountId: string
  contactId: string
  by: string
  talksTo: TalksTo
  reason: string
  at: string
  credits: number
  reviewed: { by: string; at: string; remark: string } | null
  mayReview: boolean
}
export type FailedCaller = {
  accountId: string
  failures: number
  people: number
  last: string
  locked: boolean
}
export type CallerReviews = { open: BreakGlassRow[]; reviewed: BreakGlassRow[]; failed: FailedCaller[] }
