import type { Generated, GeneratedAlways, JSONColumnType } from 'kysely'
import type { AccountStatus, AccountType, LineStatus } from '#shared/accounts/account.ts'
import type { AdjustmentState, CauseKind } from '#shared/adjustments/states.ts'
import type { BillingState } from '#shared/ledger/billing.ts'
import type { Role } from '#shared/staff/roles.ts'

/** The tables, as code sees them: camelCase here, snake_case in the database (the plugin in client.ts converts). */
export interface Tables {
  limitLevels: { level: string; rank: number; perAction: bigint; perAccountAndOutage: bigint; perDay: bigint; currency: string }
  staff: { staffId: GeneratedAlways<bigint>; name: string; role: Role; limitLevel: string | null; active: Generated<boolean> }
  signIns: { username: string; staffId: bigint; passwordHash: string }
  sessions: { tokenHash: Buffer; staffId: bigint; createdAt: Generated<Date>; lastSeenAt: Generated<Date> }
  signInFailures: { subject: string; windowStartedAt: Generated<Date>; failures: Generated<number> }
  desk: { singleton: Generated<boolean>; businessDate: string | null; businessZone: Generated<string>; demo: Generated<boolean> }
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

  accounts: {
    accountId: string
    type: AccountType
    status: AccountStatus
    closedOn: string | null
    holderName: string
    nameWords: string
    nameSearch: GeneratedAlways<string>
    email: string | null
    contactPhone: string | null
    contactPhoneReversed: GeneratedAlways<string | null>
    street: string | null
    city: string | null
    state: string | null
    postalCode: string | null
    timeZone: string
    billDay: number
    language: Generated<'en' | 'es'>
    textsRefused: Generated<boolean>
    currency: Generated<string>
    updatedAt: Generated<Date>
  }
  lines: {
    accountId: string
    lineId: GeneratedAlways<bigint>
    phone: string
    phoneReversed: GeneratedAlways<string>
    imsi: string | null
    status: LineStatus
    planCode: string
    planName: string
    monthlyCharge: bigint
    activatedOn: string | null
    market: string
    timeZone: string
    updatedAt: Generated<Date>
  }

  outages: {
    outageId: string
    name: string
    cause: string
    startsAt: Date
    endsAt: Date
    windowSource: string
    wording: string
    timeZone: string
  }
  outageSources: { outageId: string; source: string; startsAt: Date | null; endsAt: Date | null; remark: Generated<string> }
  outageSites: { outageId: string; site: string; market: string; downAt: Date; upAt: Date | null; cause: string }
  impactIntervals: {
    accountId: string
    lineId: bigint
    outageId: string
    source: string
    detachedAt: Date
    reattachedAt: Date | null
    site: string
  }
  lineImpacts: {
    accountId: string
    lineId: bigint
    outageId: string
    secondsLost: number
    uncertainSeconds: number
    firstLostAt: Date
    lastBackAt: Date
    weatherOnly: Generated<boolean>
  }

  budgets: { budgetId: string; outageId: string; purpose: 'automatic' | 'manual'; total: bigint; currency: Generated<string> }
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

  programmes: {
    programmeId: string
    version: number
    outageId: string
    document: JSONColumnType<object>
    hash: string
    publishedOn: string
  }
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
  }
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
  }

  reasonCodes: { code: string; label: string; kind: CauseKind; noteAtLeast: Generated<number>; rank: number; active: Generated<boolean> }
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
  }
  approvals: {
    accountId: string
    adjustmentId: bigint
    approvedBy: bigint
    requestedBy: bigint
    amount: bigint
    reason: Generated<string>
    approvedAt: Generated<Date>
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
    adjustmentId: bigint
    transferId: bigint
    amount: bigint
    reason: string
    reversedBy: bigint
    requestedBy: bigint
    decidedBy: bigint | null
    reversedAt: Generated<Date>
    businessDate: string
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
    adjustmentId: bigint | null
  }

  notices: {
    accountId: string
    noticeId: GeneratedAlways<bigint>
    outageId: string
    creditId: bigint | null
    channel: 'text' | 'email'
    body: string
    state: Generated<'waiting' | 'sent' | 'delivered' | 'failed'>
    madeAt: Generated<Date>
    businessDate: string
  }
  accountEvents: {
    accountId: string
    eventId: GeneratedAlways<bigint>
    happenedAt: Generated<Date>
    businessDate: string
    actorId: bigint | null
    action: string
    outcome: Generated<string>
    adjustmentId: bigint | null
    creditId: bigint | null
    reason: string | null
    detail: JSONColumnType<object>
    requestId: string
  }
  deskEvents: {
    eventId: GeneratedAlways<bigint>
    happenedAt: Generated<Date>
    businessDate: string
    actorId: bigint | null
    action: string
    outcome: Generated<string>
    reason: string | null
    detail: JSONColumnType<object>
    requestId: string
  }
}
