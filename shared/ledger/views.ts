import type { MoneyView } from '../money.ts'
import type { Verdict } from '../verdict.ts'
import type { BillingState, Delivery, Direction } from './billing.ts'
import type { PromiseState } from './promises.ts'

export type PromisesShow = 'act' | 'risk' | 'broken'

export type PromiseItem = {
  accountId: string
  transferId: string
  /** A debit is something taken back after billing had it. */
  direction: Direction
  /** "Automatic credit" or the adjustment's number. */
  what: string
  adjustmentId: string | null
  amount: MoneyView
  billing: BillingState
  delivery: Delivery | null
  state: PromiseState
  billOn: string
  promisedBy: string
  /** Whole days until the promised day; below zero it is broken. */
  daysLeft: number
  problem: string | null
  tries: number
  billTo: string | null
  /** Another number that somebody named and that waits for another manager to name it too. */
  asked: { billTo: string; by: string; own: boolean } | null
  accountClosed: boolean
  way: 'final_bill' | 'refund' | null
  advice: string
  may: { resend: Verdict; settle: Verdict }
}

export type PromiseDay = { day: string; onTrack: number; atRisk: number }

export type PromiseBoard = {
  businessDate: string
  items: PromiseItem[]
  counts: { act: number; risk: number; broken: number; onTrack: number; keptLate: number }
  /** By promised day, from today on. */
  days: PromiseDay[]
  /** At risk by the day of the bill they were meant for. */
  billDays: { day: string; count: number }[]
}

/** A month of one code of the general ledger: what was granted, and where it is. The five parts add up to `net`. */
export type LedgerMonthRow = {
  glCode: string
  title: string
  tax: string
  granted: MoneyView
  takenBack: MoneyView
  net: MoneyView
  waiting: MoneyView
  accepted: MoneyView
  applied: MoneyView
  failed: MoneyView
}

export type Difference = {
  kind: 'missing_at_billing' | 'unknown_to_us' | 'amount_differs' | 'not_confirmed'
  key: string
  accountId: string | null
  ours: MoneyView | null
  theirs: MoneyView | null
  words: string
}

export type LedgerMonth = {
  month: string
  rows: LedgerMonthRow[]
  /** One for each currency; `ledger` is the same month summed from the transfers alone. */
  totals: (Omit<LedgerMonthRow, 'glCode' | 'title' | 'tax'> & { ledger: MoneyView })[]
  differences: Difference[]
  /** More than are listed. */
  moreDifferences: number
  ties: boolean
}
