import type { CivilDay, Facts, Loss, UnitFacts } from '#shared/credits/facts.ts'

/** One row of a programme's table: what a customer had, and what the programme gives, in minor units. */
export type Case = {
  readonly what: string
  readonly facts: Facts
  readonly at?: string
  readonly gives: number
  /** Part of the sentence that says why nothing is given. */
  readonly because?: string
  readonly route?: string
  readonly state?: 'due' | 'toAccept' | 'toClaim' | 'toApprove'
  readonly inKind?: string
  readonly choices?: readonly number[]
  /** Where the figure comes from, when it was published or worked out another way. */
  readonly figure?: string
}

const day = 86_400
export const start = Date.UTC(2025, 1, 22, 8) / 1000
/** 22 February 2025 was a Saturday; the civil days around the outage, in UTC unless told. */
export const days = (
  count = 14,
  from = Date.UTC(2025, 1, 20) / 1000,
  holidays: readonly number[] = [],
): CivilDay[] =>
  Array.from({ length: count }, (_, index) => {
    const startsAt = from + index * day
    const weekday = new Date(startsAt * 1000).getUTCDay()
    return {
      startsAt,
      endsAt: startsAt + day,
      working: weekday > 0 && weekday < 6 && !holidays.includes(index),
      opensAt: startsAt + 6 * 3600,
      shutsAt: startsAt + day,
    }
  })

/** A loss of so many minutes, beginning so many minutes after the outage did. */
export const lost = (minutes: number, after = 0, service = 'all'): Loss => ({
  service,
  from: start + after * 60,
  to: start + (after + minutes) * 60,
})
export const unit = (
  id: string,
  monthly: number | null,
  minutes: number,
  more: Partial<UnitFacts> = {},
): UnitFacts => ({
  id,
  ...(monthly === null ? {} : { charges: { plan: String(monthly) } }),
  losses: minutes > 0 ? [lost(minutes)] : [],
  ...more,
})
export const units = (count: number, make: (index: number) => UnitFacts): UnitFacts[] =>
  Array.from({ length: count }, (_, index) => make(index))

type Parts = {
  account?: Facts['account']
  outage?: Partial<Facts['outage']>
  units?: readonly UnitFacts[]
  claim?: Facts['claim']
  given?: Facts['given']
  daysInMonth?: number
  days?: CivilDay[]
}
/** Facts of a consumer in good standing and an outage of 22 February 2025, but for what is told. */
export const factsOf = (id: string | null, parts: Parts = {}): Facts => ({
  account: {
    type: 'consumer',
    status: 'active',
    goodStanding: true,
    brand: 'main',
    market: 'TX',
    closedBeforeStart: false,
    anyActiveLineAffected: true,
    flaggedImpacted: true,
    ...parts.account,
  },
  outage: {
    id: id ?? 'some-outage',
    cause: 'core_configuration',
    date: '2025-02-22',
    endDate: '2025-02-22',
    sitesOut: 12,
    longestSiteOutageMinutes: 90,
    minutes: 600,
    ...parts.outage,
  },
  calendar: { daysInMonth: parts.daysInMonth ?? 28, days: parts.days ?? days() },
  units: parts.units ?? [],
  ...(parts.claim ? { claim: parts.claim } : {}),
  ...(parts.given ? { given: parts.given } : {}),
})
