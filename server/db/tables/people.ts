import type { Generated, GeneratedAlways } from 'kysely'
import type { Role } from '#shared/staff/roles.ts'
import type { ChangeKind, ChangeState } from '#shared/staff/states.ts'

export interface PeopleTables {
  staffChanges: {
    changeId: GeneratedAlways<bigint>
    kind: ChangeKind
    /** Null while a new person waits. */
    staffId: bigint | null
    username: string | null
    name: string | null
    role: Role | null
    limitLevel: string | null
    fromRole: Role | null
    fromLevel: string | null
    aboutAccount: string | null
    reason: string
    state: Generated<ChangeState>
    requestedBy: bigint
    requestedAt: Generated<Date>
    businessDate: string
    decidedBy: bigint | null
    decidedAt: Date | null
    decisionReason: string | null
    /** Handed to the trigger that makes the sign-in, which does not let it stay. */
    passwordHash: string | null
  }
  staffAccounts: {
    accountId: string
    linkId: GeneratedAlways<bigint>
    staffId: bigint
    relation: 'own' | 'household' | 'relative'
    reason: string
    linkedBy: bigint
    linkedAt: Generated<Date>
    businessDate: string
    endedAt: Date | null
  }
}
