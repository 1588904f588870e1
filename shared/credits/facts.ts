import type { Value } from '../programmes/document.ts'
import type { FactName } from '../programmes/fact-names.ts'

/** What a programme is evaluated on. Everything is plain JSON, so that it can be stored with the credit and replayed. */
export type Facts = {
  readonly account: Named<'account'>
  readonly outage: OutageFacts
  readonly claim?: Named<'claim'> & {
    /** Civil date of the claim or acceptance. */ readonly madeOn?: string | null
  }
  readonly calendar?: Calendar
  readonly units?: readonly UnitFacts[]
  readonly given?: readonly Given[]
}

/** "account.type" in a document is `account.type` here. A fact that is missing or null is not known, and fails its test. */
type Named<Scope extends string> = {
  readonly [Name in FactName as Name extends 'unit.secondsLost'
    ? never
    : Name extends `${Scope}.${infer Key}`
      ? Key
      : never]?: Value | null
}

/** Times are seconds since 1970, dates civil 'YYYY-MM-DD'. */
export type OutageFacts = Named<'outage'> & {
  readonly id: string
  readonly endDate?: string | null
  readonly startsAt?: number | null
  readonly endsAt?: number | null
  readonly awareAt?: number | null
  readonly powerBackAt?: number | null
}

/** A civil day of the unit's own zone, as long as the clock makes it (23 to 25 hours). */
export type CivilDay = {
  readonly startsAt: number
  readonly endsAt: number
  readonly working?: boolean
  /** The part of the day that a programme's day window leaves. */
  readonly opensAt?: number
  readonly shutsAt?: number
}
export type Calendar = {
  readonly daysInMonth?: number
  readonly cycleDays?: number
  readonly days?: readonly CivilDay[]
}

/** A stretch without one service; 'all' where nobody told the services apart. */
export type Loss = { readonly service: string; readonly from: number; readonly to: number }
export type UnitFacts = Named<'unit'> & {
  readonly id: string
  readonly services?: readonly string[]
  readonly losses?: readonly Loss[]
  readonly reportedAt?: number | null
  /** Monthly charges in minor units by component; a discount is negative. */
  readonly charges?: Readonly<Record<string, string>>
  /** Earlier bills, newest first, minor units. */
  readonly pastBills?: readonly string[]
  readonly days?: readonly CivilDay[]
}

/** What the account was given before, net of reversals. */
export type Given = {
  readonly programme: string
  readonly version: number
  readonly group?: string
  readonly outage: string
  readonly minor: string
  readonly daysAgo: number
}

/** Lines in the order of their numbers: the order in which they were read decides nothing, not even the hash. */
export function inOrder(facts: Facts): Facts {
  if (!facts.units || areInOrder(facts.units)) return facts
  return { ...facts, units: [...facts.units].sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)) }
}

const areInOrder = (units: readonly UnitFacts[]): boolean =>
  units.every(({ id }, index) => index === 0 || (units[index - 1] as UnitFacts).id <= id)

/** A named fact of the account, outage, claim or unit; undefined when it is not known. */
export function factOf(name: FactName, facts: Facts, unit: UnitFacts | null): Value | null | undefined {
  const dot = name.indexOf('.')
  const bag = bagOf(name.slice(0, dot), facts, unit)
  return (bag as Readonly<Record<string, Value | null | undefined>> | null | undefined)?.[name.slice(dot + 1)]
}

function bagOf(scope: string, facts: Facts, unit: UnitFacts | null): object | null | undefined {
  if (scope === 'account') return facts.account
  if (scope === 'outage') return facts.outage
  return scope === 'claim' ? facts.claim : unit
}
