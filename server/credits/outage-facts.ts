import { type RawBuilder, sql } from 'kysely'
import type { CivilDay, Facts } from '#shared/credits/facts.ts'
import { type FactsNeeded, factsNeeded } from '#shared/credits/facts-needed.ts'
import { longestSitesOut } from '#shared/outages/sites-out.ts'
import type { Predicate, Programme } from '#shared/programmes/document.ts'
import { daysInMonthOf, localDate } from '#shared/time.ts'
import type { Db } from '../db/client.ts'
import { measuredLines, windowInForce } from '../outages/measured-lines.ts'
import { notFound } from '../refusal.ts'

/** What a programme has to know of an outage, worked out once for all of its accounts. */
export type OutageKnown = {
  readonly programme: Programme
  readonly needed: FactsNeeded
  readonly facts: Facts['outage']
  readonly outageId: string
  readonly startsAt: Date
  readonly endsAt: Date
  /** By the lines as they were measured in the window in force, or as they would be in one that is only proposed. */
  readonly window: 'in force' | 'proposed'
  readonly startsOn: string
  readonly daysInMonth: number
  /** Civil days by zone, as they are asked for. */
  readonly daysByZone: Map<string, CivilDay[]>
}
export type Window = { readonly startsAt: Date; readonly endsAt: Date }
export type OutageRow = { outageId: string; cause: string; startsAt: Date; endsAt: Date; timeZone: string }

export async function outageFacts(
  db: Db,
  programme: Programme,
  outageId: string,
  proposed: Window | null = null,
): Promise<OutageKnown> {
  const outage = await db
    .selectFrom('outages')
    .select(['outageId', 'cause', 'startsAt', 'endsAt', 'timeZone'])
    .where('outageId', '=', outageId)
    .executeTakeFirst()
  if (!outage) throw notFound('outage')
  const known = {
    ...outageKnown(programme, { ...outage, ...proposed }),
    window: proposed ? ('proposed' as const) : ('in force' as const),
  }
  return { ...known, facts: { ...known.facts, ...(await measuredFacts(db, known)) } }
}

/** The window that an outage is looked at in, as measured-lines.ts reads it. */
export const windowOf = ({ window, outageId, startsAt, endsAt }: OutageKnown): RawBuilder<unknown> =>
  window === 'in force'
    ? windowInForce(outageId)
    : sql`(select ${startsAt}::timestamptz as starts_at, ${endsAt}::timestamptz as ends_at)`

/** What the outage's own row tells; what has to be counted over sites or lines is not among it. */
export function outageKnown(programme: Programme, outage: OutageRow): OutageKnown {
  const { outageId, startsAt, endsAt, timeZone } = outage
  const needed = factsNeeded(programme)
  return {
    programme,
    needed,
    outageId,
    startsAt,
    endsAt,
    window: 'in force',
    startsOn: localDate(startsAt, timeZone),
    daysInMonth: daysInMonthOf(startsAt, timeZone),
    daysByZone: new Map(),
    facts: named(needed, outage),
  }
}

/** Whether a programme asks for facts that are counted over all sites or lines. */
export const asksCounted = ({ names }: FactsNeeded): boolean =>
  names.has('outage.sitesOut') ||
  names.has('outage.longestSiteOutageMinutes') ||
  names.has('outage.userMinutes')

function named({ names, losses }: FactsNeeded, outage: OutageRow): Facts['outage'] {
  const { outageId, cause, startsAt, endsAt, timeZone } = outage
  return {
    id: outageId,
    ...(names.has('outage.cause') && { cause }),
    ...(names.has('outage.date') && {
      date: localDate(startsAt, timeZone),
      endDate: localDate(endsAt, timeZone),
    }),
    ...(names.has('outage.minutes') && { minutes: Math.floor((+endsAt - +startsAt) / 60_000) }),
    ...(losses && { startsAt: Math.floor(+startsAt / 1000), endsAt: Math.floor(+endsAt / 1000) }),
  }
}

/** Facts that are counted over all sites or lines: only for a programme that asks for them. */
async function measuredFacts(db: Db, known: OutageKnown): Promise<Partial<Facts['outage']>> {
  const { programme, outageId, window } = known
  const { names } = known.needed
  const facts: { sitesOut?: number; longestSiteOutageMinutes?: number; userMinutes?: number } = {}
  if (names.has('outage.sitesOut') || names.has('outage.longestSiteOutageMinutes')) {
    const found = await sql<{ site: string; downAt: Date; upAt: Date }>`
      select s.site, s.down_at, coalesce(s.up_at, greatest(o.ends_at, s.down_at)) as up_at
      from outage_sites s cross join ${windowOf(known)} o where s.outage_id = ${outageId}`.execute(db)
    facts.sitesOut = new Set(found.rows.map(({ site }) => site)).size
    const spans = found.rows.map(({ downAt, upAt }) => ({ from: +downAt / 1000, to: +upAt / 1000 }))
    facts.longestSiteOutageMinutes = Math.floor(longestSitesOut(spans, sitesAskedFor(programme)) / 60)
  }
  if (names.has('outage.userMinutes')) {
    const found = await sql<{ minutes: number }>`
      select coalesce(sum(seconds_lost) / 60, 0)::float8 as minutes from ${
        window === 'in force'
          ? sql`line_impacts where outage_id = ${outageId}`
          : sql`(${measuredLines(outageId, windowOf(known))}) lines`
      }`.execute(db)
    facts.userMinutes = Math.floor(found.rows[0]?.minutes ?? 0)
  }
  return facts
}

/** "Ten or more sites for an hour": the ten that the programme itself asks for, else one. */
function sitesAskedFor({ eligibility, trigger, unit }: Programme): number {
  const predicates: Predicate[] = [...eligibility, ...(trigger.scope ?? []), ...(unit.eligibility ?? [])]
  const asked = predicates.find(({ fact }) => fact === 'outage.sitesOut')
  if (!asked || typeof asked.value !== 'number') return 1
  return asked.operator === 'moreThan' ? asked.value + 1 : Math.max(1, asked.value)
}
