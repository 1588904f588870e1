import type { Generated } from 'kysely'
import type { BillingRoute, Delivery, Direction, ItemState, TaxTreatment } from '#shared/ledger/billing.ts'

export interface BillingTables {
  glCodes: { glCode: string; title: string; tax: TaxTreatment }
  glOfKinds: { kind: string; glCode: string }
  billingItems: {
    accountId: string
    transferId: bigint
    creditId: bigint | null
    adjustmentId: bigint | null
    direction: Direction
    route: Generated<BillingRoute>
    amount: bigint
    currency: string
    glCode: string
    tax: TaxTreatment
    billOn: string
    billing: Generated<ItemState>
    delivery: Generated<Delivery>
    tries: Generated<number>
    nextTryAt: Generated<Date>
    resentAt: Date | null
    problem: string | null
    billTo: string | null
    billerId: string | null
    billed: bigint | null
    acceptedOn: string | null
    appliedOn: string | null
    failedOn: string | null
    businessDate: string
  }
  billToChanges: {
    accountId: string
    changeId: Generated<bigint>
    transferId: bigint
    billTo: string
    reason: string
    state: Generated<'requested' | 'agreed' | 'withdrawn'>
    requestedBy: bigint
    requestedAt: Generated<Date>
    decidedBy: bigint | null
    decidedAt: Date | null
    businessDate: string
  }
  settlements: {
    accountId: string
    transferId: bigint
    way: 'final_bill' | 'refund'
    amount: bigint
    currency: string
    reason: string
    settledBy: bigint
    settledAt: Generated<Date>
    businessDate: string
  }
}
