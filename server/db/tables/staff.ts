import type { Generated, GeneratedAlways } from 'kysely'
import type { Role } from '#shared/staff/roles.ts'
import type { DemandedOf, HowSignedIn } from '#shared/staff/sign-on.ts'

export interface StaffTables {
  limitLevels: {
    level: string
    rank: number
    perAction: bigint
    perAccountAndOutage: bigint
    perDay: bigint
    currency: string
    role: Generated<'agent' | 'supervisor' | 'manager'>
    actsAtOnce: Generated<number>
    actsPerMinute: Generated<number>
  }
  staff: {
    staffId: GeneratedAlways<bigint>
    name: string
    role: Role
    limitLevel: string | null
    active: Generated<boolean>
  }
  /** Without a password: who signs in by the carrier's provider. */
  signIns: {
    username: string
    staffId: bigint
    passwordHash: string | null
    /** Of a password that was given to its owner; null when they chose it. */
    passwordEndsAt: Generated<Date | null>
  }
  sessions: {
    tokenHash: Buffer
    staffId: bigint
    createdAt: Generated<Date>
    lastSeenAt: Generated<Date>
    sessionId: GeneratedAlways<bigint>
    stage: Generated<'half' | 'whole'>
    how: Generated<HowSignedIn>
    steppedUpAt: Generated<Date>
    address: string | null
    browser: string | null
    providerSession: string | null
  }
  signInFailures: {
    subject: string
    windowStartedAt: Generated<Date>
    failures: Generated<number>
    lastTryAt: Generated<Date>
    lockedUntil: Date | null
    rounds: Generated<number>
  }
  signInNames: { address: string; nameHash: Buffer; triedAt: Generated<Date> }
  secondFactors: {
    staffId: bigint
    secretSealed: string
    begunAt: Generated<Date>
    confirmedAt: Date | null
  }
  usedTimeSteps: { staffId: bigint; step: bigint; usedAt: Generated<Date> }
  recoveryCodes: { staffId: bigint; codeHash: Buffer; madeAt: Generated<Date>; usedAt: Date | null }
  desk: {
    singleton: Generated<boolean>
    businessDate: string | null
    businessZone: Generated<string>
    demo: Generated<boolean>
    /** Of whom a second factor is demanded outside a demo. */
    secondFactorOf: Generated<DemandedOf>
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
  staffDays: {
    staffId: bigint
    businessDate: string
    given: Generated<bigint>
    acts: Generated<number>
    actsAt: Generated<Date>
  }
}
