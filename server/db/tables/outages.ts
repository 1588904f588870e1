import type { Generated } from 'kysely'

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
