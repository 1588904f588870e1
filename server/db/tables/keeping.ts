import type { Generated, GeneratedAlways } from 'kysely'

export interface KeepingTables {
  retention: {
    kind: string
    floorDays: GeneratedAlways<number>
    keepDays: number
    changedAt: Generated<Date>
  }
  legalHolds: {
    accountId: string
    holdId: GeneratedAlways<bigint>
    reason: string
    heldBy: bigint
    heldAt: Generated<Date>
    releasedBy: bigint | null
    releasedAt: Date | null
    releaseReason: string | null
  }
  journalExpiries: { expiryNo: bigint; line: string }
  journalGone: { seq: bigint; expiryNo: bigint }
}
