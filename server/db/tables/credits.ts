import type { Generated, GeneratedAlways, JSONColumnType } from 'kysely'
import type { RunKind, RunState, TakenBack } from '#shared/credits/run-states.ts'
import type { BillingState } from '#shared/ledger/billing.ts'

export interface CreditsTables {
  programmeRuns: {
    runId: GeneratedAlways<bigint>
    programmeId: string
    version: number
    outageId: string
    startedBy: bigint | null
    businessDate: string
    startedAt: Generated<Date>
    endedAt: Date | null
    accountsCredited: Generated<number>
    amountCredited: Generated<bigint>
    kind: Generated<RunKind>
    state: Generated<RunState>
    because: string | null
    planHash: string | null
    accountsLooked: Generated<number>
    accountsDue: Generated<number>
    amountDue: Generated<bigint>
    preview: JSONColumnType<object, string | undefined>
    postingSince: Date | null
    reason: string | null
    reversesRun: bigint | null
    takes: TakenBack | null
    approvedBy: bigint | null
    approvedAt: Date | null
    /** Of a correction that was planned under a proposed window. */
    adjudicationId: bigint | null
    measured: Generated<number | null>
  }
  runBatches: {
    runId: bigint
    batch: number
    afterAccount: string
    lastAccount: string
    plannedTo: string
    state: Generated<'open' | 'planned' | 'posted'>
    canary: Generated<boolean>
    looked: Generated<number>
    due: Generated<number>
    dueAmount: Generated<bigint>
    planRoot: string | null
    credited: Generated<number>
    amount: Generated<bigint>
    leftOut: Generated<number>
    root: string | null
    postedAt: Date | null
  }
  runPlans: {
    runId: bigint
    accountId: string
    part: Generated<number>
    amount: bigint
    amountText: string
    currency: string
    step: number
    given: bigint
    setOff: bigint
    goesTo: 'nextBill' | 'finalBill' | 'refund'
    /** The credit that a reversal takes back. */
    takesBack: bigint | null
    because: string | null
    route: string | null
    facts: JSONColumnType<object>
    factsHash: string
  }
  runLeftOut: { runId: bigint; accountId: string; part: Generated<number>; because: string }
  credits: {
    accountId: string
    creditId: GeneratedAlways<bigint>
    outageId: string
    programmeId: string
    programmeVersion: number
    runId: bigint
    amount: bigint
    currency: string
    billing: BillingState
    scheduledOn: string
    billOn: string
    promisedBy: string
    queuedOn: string | null
    acceptedOn: string | null
    appliedOn: string | null
    failedOn: string | null
    failedBecause: string | null
    facts: JSONColumnType<object>
    factsHash: string
    step: Generated<number>
    setOff: Generated<bigint>
    goesTo: Generated<'nextBill' | 'finalBill' | 'refund'>
  }
}
