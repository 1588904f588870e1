import type { Generated, GeneratedAlways, JSONColumnType } from 'kysely'
import type { AdjustmentState, CauseKind, ReversalState } from '#shared/adjustments/states.ts'
import type { BillingState } from '#shared/ledger/billing.ts'

export interface AdjustmentsTables {
  reasonCodes: {
    code: string
    label: string
    kind: CauseKind
    noteAtLeast: Generated<number>
    /** Why somebody else has to agree whatever the amount; null when it does not. */
    escalates: string | null
    rank: number
    active: Generated<boolean>
    glCode: string | null
  }
  adjustments: {
    accountId: string
    adjustmentId: GeneratedAlways<bigint>
    outageId: string
    state: AdjustmentState
    kind: CauseKind
    reasonCode: string
    note: Generated<string>
    requested: bigint
    granted: bigint | null
    currency: string
    offered: bigint
    whyApproval: string | null
    needsRole: 'supervisor' | 'manager' | null
    approvalsNeeded: Generated<number>
    pastClaim: Generated<boolean>
    facts: JSONColumnType<object>
    factsHash: string | null
    requestedBy: bigint
    requestedAt: Generated<Date>
    businessDate: string
    expiresAt: Date | null
    decidedBy: bigint | null
    decidedAt: Date | null
    decisionReason: string | null
    billing: BillingState | null
    billOn: string | null
    promisedBy: string | null
    queuedOn: string | null
    acceptedOn: string | null
    appliedOn: string | null
    failedOn: string | null
    failedBecause: string | null
    draftId: string
    contactId: bigint | null
    verification: string | null
  }
  approvals: {
    accountId: string
    adjustmentId: bigint
    approvedBy: bigint
    requestedBy: bigint
    amount: bigint
    reason: Generated<string>
    approvedAt: Generated<Date>
    businessDate: string
  }
  claims: {
    accountId: string
    claimId: GeneratedAlways<bigint>
    outageId: string
    kind: CauseKind
    lineId: Generated<bigint>
    step: Generated<number>
    creditId: bigint | null
    adjustmentId: bigint | null
    freedAt: Date | null
  }
  reversals: {
    accountId: string
    reversalId: GeneratedAlways<bigint>
    adjustmentId: bigint | null
    creditId: bigint | null
    transferId: bigint
    amount: bigint
    reason: string
    reversedBy: bigint
    requestedBy: bigint | null
    decidedBy: bigint | null
    approvedBy: bigint | null
    reversedAt: Generated<Date>
    businessDate: string
  }
  reversalRequests: {
    accountId: string
    reversalRequestId: GeneratedAlways<bigint>
    adjustmentId: bigint | null
    creditId: bigint | null
    amount: bigint
    currency: string
    reason: string
    state: Generated<ReversalState>
    requestedBy: bigint
    requestedAt: Generated<Date>
    businessDate: string
    decidedBy: bigint | null
    decidedAt: Date | null
    decisionReason: string | null
  }
  drafts: {
    accountId: string
    draftId: string
    staffId: bigint
    outageId: string
    amountText: Generated<string>
    reasonCode: Generated<string>
    note: Generated<string>
    updatedAt: Generated<Date>
    sentAt: Date | null
    requestHash: string | null
    answer: JSONColumnType<object> | null
    answerExpiredAt: Date | null
    adjustmentId: bigint | null
  }
}
