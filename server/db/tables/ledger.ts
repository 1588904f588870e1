import type { Generated, GeneratedAlways } from 'kysely'

export interface LedgerTables {
  budgets: {
    budgetId: string
    outageId: string
    purpose: 'automatic' | 'manual'
    total: bigint
    currency: Generated<string>
  }
  budgetStripes: { budgetId: string; stripe: number; allotted: bigint; taken: Generated<bigint> }
  transfers: {
    accountId: string
    transferId: GeneratedAlways<bigint>
    kind: 'post' | 'hold' | 'post_hold' | 'void_hold' | 'reverse'
    fromLedger: string
    toLedger: string
    amount: bigint
    currency: string
    outageId: string
    budgetId: string
    stripe: number
    creditId: bigint | null
    adjustmentId: bigint | null
    holdId: bigint | null
    reversesId: bigint | null
    expiresAt: Date | null
    businessDate: string
    postedAt: Generated<Date>
  }
}
