import type { Generated, GeneratedAlways } from 'kysely'
import type { Role } from '#shared/staff/roles.ts'

export interface StaffTables {
  limitLevels: {
    level: string
    rank: number
    perAction: bigint
    perAccountAndOutage: bigint
    perDay: bigint
    currency: string
    role: Generated<'agent' | 'supervisor' | 'manager'>
  }
  staff: {
    staffId: GeneratedAlways<bigint>
    name: string
    role: Role
    limitLevel: string | null
    active: Generated<boolean>
  }
  signIns: { username: string; staffId: bigint; passwordHash: string }
  sessions: { tokenHash: Buffer; staffId: bigint; createdAt: Generated<Date>; lastSeenAt: Generated<Date> }
  signInFailures: { subject: string; windowStartedAt: Generated<Date>; failures: Generated<number> }
  desk: {
    singleton: Generated<boolean>
    businessDate: string | null
    businessZone: Generated<string>
    demo: Generated<boolean>
  }
  stopSwitches: {
    switchId: GeneratedAlways<bigint>
    scope: string
    reason: string
    stoppedBy: bigint
    stoppedAt: Generated<Date>
    liftedBy: bigint | null
    liftedAt: Date | null
  }
  staffDays: { staffId: bigint; businessDate: string; given: Generated<bigint> }
}
