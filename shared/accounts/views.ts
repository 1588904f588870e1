import type { AccountStatus, AccountType } from './account.ts'

/** One row of the search list. `fact` is the second distinguishing fact: a phone, a city, an e-mail, each masked. */
export type SearchHit = {
  accountId: string
  holderName: string
  type: AccountType
  status: AccountStatus
  place: string
  lines: number
  matchedBy: 'account' | 'phone' | 'name' | 'email' | 'sim' | 'request'
  fact: string
  adjustmentId: string | null
}

/** `exact` is true when the text names exactly one account (whole number, phone, SIM, e-mail or request): Enter opens it. */
export type SearchAnswer = { hits: SearchHit[]; exact: boolean; more: boolean }

export type AccountCard = {
  accountId: string
  holderName: string
  type: AccountType
  status: AccountStatus
  closedOn: string | null
  /** Masked; in full by contacts.reveal, with a reason. */
  email: string | null
  contactPhone: string | null
  place: string
  timeZone: string
  billDay: number
  language: 'en' | 'es'
  textsRefused: boolean
  currency: string
  lines: number
}
