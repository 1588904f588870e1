import type { Generated, GeneratedAlways } from 'kysely'
import type { AdjudicationState } from '#shared/outages/states.ts'

export interface OutagesTables {
  outages: {
    outageId: string
    name: string
    cause: string
    startsAt: Date
    endsAt: Date
    windowSource: string
    wording: string
    timeZone: string
    /** How often its lines were measured, when last, and how many of them lost service. */
    measured: Generated<number>
    measuredAt: Date | null
    measuredLines: number | null
  }
  adjudications: {
    adjudicationId: GeneratedAlways<bigint>
    outageId: string
    startsAt: Date
    endsAt: Date
    windowSource: string
    reason: string
    wasStartsAt: Date
    wasEndsAt: Date
    wasSource: string
    state: Generated<AdjudicationState>
    proposedBy: bigint
    proposedAt: Generated<Date>
    decidedBy: bigint | null
    decidedAt: Date | null
    decidedBecause: string | null
    /** The second manager, while and after the desk puts it in force, and how many accounts are measured by now. */
    agreedBy: Generated<bigint | null>
    agreedAt: Generated<Date | null>
    accountsTotal: Generated<number>
    accountsDone: Generated<number>
  }
  outageSources: {
    outageId: string
    source: string
    startsAt: Date | null
    endsAt: Date | null
    remark: Generated<string>
  }
  outageSites: {
    outageId: string
    site: string
    market: string
    downAt: Date
    upAt: Date | null
    cause: string
  }
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
}
