import type { AccountStatus, AccountType, LineStatus } from '#shared/accounts/account.ts'
import { civilDays } from '#shared/credits/civil-days.ts'
import type { Calendar, CivilDay, Facts, Given, UnitFacts } from '#shared/credits/facts.ts'
import { cycleDaysOf } from '#shared/time.ts'
import type { OutageKnown } from './outage-facts.ts'

export type LineRow = [
  lineId: string,
  status: LineStatus,
  monthlyCharge: string,
  timeZone: string,
  activatedOn: string | null,
  losses: [from: number, seconds: number][] | null,
  onAffectedSite: boolean | null,
]
export type AccountRow = {
  accountId: string
  type: AccountType
  status: AccountStatus
  market: string | null
  billDay: number
  language: 'en' | 'es'
  currency: string
  closedBeforeStart: boolean
  lineCount: number
  anyAffected: boolean
  anyActiveAffected: boolean
  lines?: LineRow[] | null
  given?: Given[] | null
}

/**
 * Facts for the evaluator from one loaded row: only those that the programme names. What the desk does not know (a
 * technician's visit, past bills, a burnt cable) is left out, and so fails its test with "not known".
 */
export function factsOfRow(outage: OutageKnown, row: AccountRow): Facts {
  const { needed } = outage
  const units = needed.units ? (row.lines ?? []).map((line) => unitOf(outage, row, line)) : undefined
  const calendar = calendarOf(outage, row.billDay)
  return {
    account: accountOf(outage, row),
    outage: outage.facts,
    ...(calendar && { calendar }),
    ...(units && { units }),
    ...(row.given && row.given.length > 0 && { given: row.given }),
  }
}

function accountOf({ needed: { names } }: OutageKnown, row: AccountRow): Facts['account'] {
  return {
    status: row.status,
    ...(names.has('account.type') && { type: row.type }),
    ...(names.has('account.market') && { market: row.market }),
    // The desk holds no dunning: an account in good standing is one that is neither suspended nor closed.
    ...(names.has('account.goodStanding') && { goodStanding: row.status === 'active' }),
    ...(names.has('account.brand') && { brand: row.type === 'sub_brand' ? 'sub_brand' : 'main' }),
    ...(names.has('account.closedBeforeStart') && { closedBeforeStart: row.closedBeforeStart }),
    ...(names.has('account.anyActiveLineAffected') && { anyActiveLineAffected: row.anyActiveAffected }),
    // The carrier's impact feed is its flag, and by it the company can tell.
    ...(names.has('account.flaggedImpacted') && { flaggedImpacted: row.anyAffected }),
    ...(names.has('account.affectedDeterminable') && { affectedDeterminable: row.anyAffected }),
  }
}

const planOf = (type: AccountType): string => (type === 'prepaid' ? 'prepaid' : 'postpaid')
const customerOf = (type: AccountType): string =>
  type === 'small_business' || type === 'business' ? type : 'consumer'

function unitOf(outage: OutageKnown, { type }: AccountRow, line: LineRow): UnitFacts {
  const [id, status, monthlyCharge, timeZone, activatedOn, losses, onAffectedSite] = line
  const { names, charges, losses: measured, civilDays: dated } = outage.needed
  return {
    id,
    ...(names.has('unit.kind') && { kind: 'wireless_voice' }),
    ...(names.has('unit.plan') && { plan: planOf(type) }),
    ...(names.has('unit.customer') && { customer: customerOf(type) }),
    ...(names.has('unit.active') && {
      active: status === 'active' && (activatedOn === null || activatedOn <= outage.startsOn),
    }),
    ...(names.has('unit.attachedAtStart') && { attachedAtStart: onAffectedSite }),
    ...(charges && { charges: { plan: monthlyCharge } }),
    ...(measured && {
      losses: (losses ?? []).map(([from, seconds]) => ({ service: 'all', from, to: from + seconds })),
    }),
    ...(dated && { days: daysIn(outage, timeZone) }),
  }
}

function calendarOf(outage: OutageKnown, billDay: number): Calendar | null {
  const { daysInMonth, cycleDays } = outage.needed
  if (!daysInMonth && !cycleDays) return null
  return {
    ...(daysInMonth && { daysInMonth: outage.daysInMonth }),
    ...(cycleDays && { cycleDays: cycleDaysOf(outage.startsOn, billDay) }),
  }
}

function daysIn(outage: OutageKnown, zone: string): CivilDay[] {
  const known = outage.daysByZone.get(zone)
  if (known) return known
  const days = civilDays(outage.startsAt, outage.endsAt, zone, new Set(), outage.programme.trigger.dayWindow)
  outage.daysByZone.set(zone, days)
  return days
}
