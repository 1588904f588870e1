import type { AccountType } from '../accounts/account.ts'
import type { MoneyView } from '../money.ts'
import type { Verdict } from '../verdict.ts'
import type { Offer } from './offers.ts'
import type { RunKind, RunState, TakenBack } from './run-states.ts'

/** An account of a plan that is drawn to be looked at. */
export type Sampled = {
  readonly accountId: string
  readonly minor: string
  readonly step: number
  readonly goesTo: Offer['goesTo']
  readonly type: AccountType
  readonly billDay: number
}

/** What a manager looks at before anything is paid; made once, when the plan is complete. */
export type PlanPreview = {
  readonly reasons: readonly {
    readonly because: string
    readonly route: string | null
    readonly accounts: number
    readonly example: string
  }[]
  readonly amounts: readonly { readonly minor: string; readonly accounts: number }[]
  readonly sample: readonly Sampled[]
  /** Of a correction: who was credited more than the window gives, by how much in all, and ten of them. */
  readonly over: {
    readonly accounts: number
    readonly minor: string
    readonly sample: readonly Sampled[]
  } | null
}

export type RunRow = {
  runId: string
  kind: RunKind
  state: RunState
  programme: { programmeId: string; version: number; title: string }
  outage: { outageId: string; name: string }
  startedAt: string
  startedBy: string | null
  endedAt: string | null
  because: string | null
  /** Why it was asked for: a new adjudication, or a mistake. */
  reason: string | null
  takes: TakenBack | null
  looked: number
  due: number
  amountDue: MoneyView
  credited: number
  amount: MoneyView
}

export type RunPage = RunRow & {
  approvedBy: string | null
  reversesRun: string | null
  reversedByRun: string | null
  /** Of a correction: the run that takes back what it lists as too much. */
  excessTakenByRun: string | null
  /** Of a correction that was planned under a window that somebody proposed. */
  adjudicationId: string | null
  planHash: string | null
  programmeHash: string
  businessDate: string
  /** Batches by what was done with them, and the accounts they stand for. */
  progress: {
    batches: number
    planned: number
    posted: number
    accountsPlanned: number
    duePosted: number
    leftOut: number
    /** Due accounts a second over the latest batches; null while nothing is paid. */
    rate: number | null
    secondsLeft: number | null
  }
  canary: { accounts: number; credited: number } | null
  budget: { left: MoneyView } | null
  preview: PlanPreview
  leftOut: { because: string; accounts: number }[]
  may: {
    canary: Verdict
    rest: Verdict
    pause: Verdict
    resume: Verdict
    stop: Verdict
    approve: Verdict
    reverse: Verdict
    excess: Verdict
  }
}

export type Runnable = {
  programmeId: string
  version: number
  title: string
  outageName: string
  openRun: string | null
}
