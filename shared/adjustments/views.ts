import type { AccountCard } from '../accounts/views.ts'
import type { CreditState, FairOfferView } from '../credits/views.ts'
import type { BillingState } from '../ledger/billing.ts'
import type { MoneyView } from '../money.ts'
import type { LineImpactView, OutageView } from '../outages/views.ts'
import type { Relation } from '../staff/states.ts'
import type { Verdict } from '../verdict.ts'
import type { AdjustmentState, CauseKind } from './states.ts'

export type ReasonView = {
  code: string
  label: string
  kind: CauseKind
  noteAtLeast: number
  escalates: string | null
}
export type DraftView = {
  draftId: string
  amountText: string
  reasonCode: string
  note: string
  updatedAt: string
}

export type AdjustmentView = {
  adjustmentId: string
  number: string
  accountId: string
  state: AdjustmentState
  kind: CauseKind
  reason: string
  note: string
  requested: MoneyView
  granted: MoneyView | null
  offered: MoneyView
  requestedBy: { staffId: string; name: string; level: string | null }
  requestedAt: string
  expiresAt: string | null
  whyApproval: string | null
  needsRole: 'supervisor' | 'manager' | null
  approvalsNeeded: number
  approvals: { name: string; amount: MoneyView; at: string }[]
  decidedBy: string | null
  decidedAt: string | null
  decisionReason: string | null
  billing: BillingState | null
  billOn: string | null
  promisedBy: string | null
  reversal: { amount: MoneyView; reason: string; by: string; at: string } | null
  reversalAsked: ReversalAsk | null
  /** Up to this the signed-in person takes back at once; above it somebody else agrees. */
  reverseUpTo: MoneyView
  /** What the signed-in person may do with it now, each with the sentence that says why not. */
  may: { approve: Verdict; refuse: Verdict; withdraw: Verdict; reverse: Verdict }
}

/** Taking back more than one's own limit waits for somebody else. Of an adjustment or of an automatic credit. */
export type ReversalAsk = {
  reversalRequestId: string
  accountId: string
  adjustmentId: string | null
  creditId: string | null
  name: string
  amount: MoneyView
  reason: string
  by: string
  at: string
  may: { approve: Verdict; refuse: Verdict; withdraw: Verdict }
}

/** The answer to taking something back, or to deciding about it. */
export type TakenBack = {
  accountId: string
  name: string
  amount: MoneyView
  way: 'post' | 'request'
  state: 'taken back' | 'asked' | 'refused' | 'withdrawn'
}

/** An act whose commit gave no answer, and which the desk is still looking up. Ids only. */
export type UnknownOutcomeView = {
  requestId: string
  act: string
  accountId: string | null
  by: string | null
  since: string
}

/** Everything the pure decision needs, so that the form can preview without asking. Amounts are minor units as text. */
export type StandingView = {
  role: string
  /** How the signed-in person belongs to the account; null for almost everybody. */
  linked: Relation | null
  level: string | null
  perAction: string
  perAccountAndOutage: string
  perDay: string
  givenToday: string
  waiting: number
  givenOnAccount: string
  /** Automatic and manual, posted for this outage: "credit now". */
  givenForOutage: string
  budgetLeft: string
  ladder: { level: string; role: string; perAction: string; perAccountAndOutage: string }[]
  stopped: { reason: string; by: string } | null
  claims: {
    kind: CauseKind
    state: 'asked' | 'given'
    adjustmentId: string | null
    amount: string
    by: string
  }[]
  billOn: string
  promisedBy: string
}

export type TimelineEntry = {
  id: string
  at: string
  /** 'YYYY-MM-DD' of the business date the entry belongs to. */
  day: string
  tone: 'given' | 'asked' | 'refused' | 'outage' | 'notice' | 'neutral'
  title: string
  detail: string | null
  by: string | null
  amount: MoneyView | null
  adjustmentId: string | null
}

export type AccountPage = {
  asOf: string
  businessDate: string
  account: AccountCard
  outage: OutageView | null
  otherOutages: { outageId: string; name: string }[]
  lines: LineImpactView[]
  credit: CreditState
  /** The automatic credit waits to be taken back. */
  creditAsked: ReversalAsk | null
  offer: FairOfferView
  /** The sentence to say aloud, customer-safe. */
  say: string
  standing: StandingView
  mayGive: Verdict
  reasons: ReasonView[]
  draft: DraftView | null
  /** Every request and adjustment of this account for this outage, newest first; waiting ones are in state "requested". */
  adjustments: AdjustmentView[]
  timeline: TimelineEntry[]
}

/** Before, change, after, on which bill, who must approve: the same function previews and posts. */
export type Preview = {
  verdict: Verdict
  way: 'post' | 'request'
  before: MoneyView
  change: MoneyView
  after: MoneyView
  billOn: string
  promisedBy: string
  /** Null when nobody has to approve. */
  needs: { role: 'supervisor' | 'manager'; approvals: 1 | 2; why: string } | null
}

/** The answer of `give`, stored with the draft and given again for the same key. No request id in it. */
export type Given = {
  adjustmentId: string
  number: string
  accountId: string
  way: 'post' | 'request'
  amount: MoneyView
  billOn: string | null
  promisedBy: string | null
  needs: Preview['needs']
}

export type QueueItem = AdjustmentView & {
  holderName: string
  accountType: AccountCard['type']
  lines: number
  /** Null for an agent whose caller is not verified, as everything of an account is that tells what happened to it. */
  longestSecondsLost: number | null
  outageName: string
  /** Requested less the fair offer at that time; negative when less was asked. Null as above. */
  distance: MoneyView | null
  /** A verified caller is talking to a colleague about this account right now; null as above. */
  onTheLine: { since: string; until: string } | null
}

export type Queue = {
  asOf: string
  items: QueueItem[]
  /** Requests and what waits to be taken back, as in the header of every page. */
  waiting: number
  mine: number
  decidedToday: number
  /** What waits to be taken back; shown with what waits. */
  reversals: ReversalAsk[]
  unknown: UnknownOutcomeView[]
}

export type RequestPage = {
  asOf: string
  adjustment: AdjustmentView
  account: AccountCard
  outage: OutageView
  lines: LineImpactView[]
  credit: CreditState
  offer: FairOfferView
  /** What moved since it was asked, in words; empty when nothing did. */
  moved: string[]
  others: { count: number; median: MoneyView; highest: MoneyView } | null
  budgetLeft: MoneyView
  yourLimit: MoneyView | null
  earlierAdjustments: { count: number; total: MoneyView }
}
