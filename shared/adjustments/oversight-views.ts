import type { Lookups } from '../audit/views.ts'
import type { CallerReviews } from '../contacts/views.ts'
import type { MoneyView } from '../money.ts'

export type Somebody = { staffId: string; name: string }
/** `you`: the line is about the reader, who is told so. */
type Line = { you: boolean }
export type PairLine = Line & {
  asker: Somebody
  approver: Somebody
  how: 'for each other' | 'nearly always'
  approved: number
  ofAsker: number
  amount: MoneyView
}
export type AccountLine = Line & {
  person: Somebody
  accountId: string
  credits: number
  days: number
  amount: MoneyView
  limit: MoneyView
}
export type ShareLine = Line & { person: Somebody; part: number; whole: number }
export type UnverifiedLine = Line & {
  person: Somebody
  accountId: string
  adjustmentId: string
  number: string
  amount: MoneyView
  at: string
  /** The account was opened with a reason instead of a caller; else nobody was asked. */
  breakGlass: boolean
}
export type SprayLine = { from: string; names: number; at: string }

export type Oversight = {
  asOf: string
  days: number
  pairs: PairLine[]
  splits: AccountLine[]
  repeats: AccountLine[]
  nearLimit: ShareLine[]
  goodwill: ShareLine[]
  unverified: UnverifiedLine[]
  callers: CallerReviews
  sprays: SprayLine[]
  lookups: Lookups
  /** How many lines are about the reader. */
  aboutYou: number
}
