import type { Currency } from '../money.ts'
import type { FactName } from './fact-names.ts'

/** A programme: a versioned rule for credits, as its author writes it. docs/programme-format.md explains every field. */
export type Programme = {
  readonly id: string
  readonly version: number
  readonly title: string
  readonly outage: string | null
  readonly source: string
  readonly currency: Currency
  /** One sentence for the customer; {amount} is filled in. */
  readonly wording: string
  readonly agentWording?: string
  /** Civil dates between which an outage must begin. */
  readonly effective?: { readonly from: string | null; readonly to: string | null }
  readonly trigger: Trigger
  readonly eligibility: readonly Predicate[]
  readonly unit: UnitRule
  readonly benefits: readonly Benefit[]
  readonly stacking: Stacking
  readonly rounding: Rounding
  readonly limits?: Limits
  readonly delivery: Delivery
  readonly evidence?: { readonly required: boolean; readonly kinds: readonly string[] }
  readonly manual?: ManualAuthority
  readonly budget?: BudgetRule
  readonly notices?: Notices
  readonly supersession: Supersession
  readonly tax?: 'service_credit' | 'goodwill' | 'left_to_billing'
  readonly ambiguities: readonly Ambiguity[]
}

export type Value = string | number | boolean
export type Operator = 'is' | 'isNot' | 'in' | 'notIn' | 'atLeast' | 'moreThan' | 'atMost' | 'lessThan'
export type Test = {
  readonly fact: FactName
  readonly operator: Operator
  readonly value: Value | readonly Value[]
}
export type Failure = { readonly because: string; readonly route: string | null }
/** A test that excludes, with what is said to whom it excludes and where that customer is sent instead. */
export type Predicate = Test & {
  readonly id: string
  readonly failure: Failure
  readonly failureByValue?: Readonly<Record<string, Failure>>
}

export type ClockStart = 'incidentStart' | 'providerAware' | 'customerReport' | 'ownLossStart'
export type DurationMode = 'consecutive' | 'cumulative' | 'calendarDays'
export type Trigger = {
  readonly kind: 'namedIncident' | 'thresholdRule' | 'statutory' | 'servicePromise' | 'discretionary'
  readonly clock: {
    readonly start: ClockStart
    /** Counting begins with the civil day after the start. */
    readonly fromNextDay?: boolean
    /** Full days that must have passed first; working days skip weekends and holidays. */
    readonly grace?: { readonly days: number; readonly of: 'calendarDays' | 'workingDays' }
    /** For one cause, the clock starts that many hours after commercial power came back. */
    readonly afterPower?: { readonly cause: string; readonly hours: number }
  }
  readonly duration: DurationMode
  readonly threshold?: {
    readonly comparison: 'atLeast' | 'moreThan'
    readonly amount: number
    readonly of: 'minutes' | 'hours' | 'days'
  }
  /** Only the part of each day between these local hours counts for the threshold. */
  readonly dayWindow?: { readonly fromHour: number; readonly toHour: number }
  readonly scope?: readonly Predicate[]
  readonly markets?: readonly string[]
  readonly attachedAtStart?: boolean
  readonly excludedCauses?: readonly string[]
  /** any: one of the services lost is a loss; all: only when every one that the unit has is lost at once. */
  readonly services?: { readonly mode: 'any' | 'all'; readonly set: readonly string[] }
}

export type UnitOf = 'account' | 'line' | 'service' | 'device' | 'contract' | 'contact'
export type UnitRule = {
  readonly of: UnitOf
  readonly kinds?: readonly string[]
  readonly eligibility?: readonly Predicate[]
}

export type DayCount =
  | { readonly count: 'fixed'; readonly days: string }
  | { readonly count: 'started' | 'completed'; readonly least?: number; readonly most?: number }
  | {
      readonly count: 'exact'
      readonly times?: string
      readonly upToWhole?: 'minute' | 'hour' | 'day'
      readonly least?: number
      readonly most?: number
    }
  /** Civil days touched; a first or last part counts when longer than partOverHours; a loss up to oneUpToHours is one day. */
  | {
      readonly count: 'calendar'
      readonly partOverHours?: number
      readonly oneUpToHours?: number
      readonly least?: number
      readonly most?: number
    }

export type MoneyFormula =
  | { readonly form: 'flat'; readonly minor: string }
  | { readonly form: 'dailyRate'; readonly days: DayCount }
  | { readonly form: 'percentOfMonthly'; readonly percent: string }
  | { readonly form: 'amountOfFact'; readonly fact: FactName }
  | { readonly form: 'percentOfFact'; readonly fact: FactName; readonly percent: string }
  | { readonly form: 'perFact'; readonly fact: FactName; readonly each: MoneyFormula }
  | { readonly form: 'max' | 'min' | 'sum'; readonly of: readonly MoneyFormula[] }
  | { readonly form: 'perDaySchedule'; readonly days: DayCount; readonly tiers: readonly DayTier[] }
export type DayTier = { readonly fromDay: number; readonly toDay: number | null; readonly each: MoneyFormula }
export type InKind = {
  readonly form: 'inKind'
  readonly what: 'data_gb' | 'unlimited_weekend_data' | 'bolt_on_discount_percent' | 'other'
  readonly quantity: string
  readonly words: string
  readonly cycles?: number
  readonly validDays?: number
}
export type Choice = {
  readonly form: 'choice'
  readonly of: readonly {
    readonly id: string
    readonly label: string
    readonly gives: MoneyFormula | InKind
    readonly instrument: Instrument
  }[]
}
export type Instrument = 'billCredit' | 'rewardCard' | 'topUpBonus' | 'inKind' | 'refund'

export type RateBase = {
  readonly components: readonly ('plan' | 'addOns' | 'fees' | 'tax' | 'device')[]
  /** The current charge, or the mean of the last bills. */
  readonly basis: 'current' | { readonly averageOfBills: number }
  readonly denominator: 'daysInMonth' | 'cycleDays' | 30 | 31
}
export type Benefit = {
  readonly id: string
  readonly title: string
  readonly when: readonly Test[]
  readonly gives: MoneyFormula | InKind | Choice
  readonly rateBase?: RateBase
  readonly instrument: Instrument
}
export type Stacking = {
  /** Among this programme's own benefits, for each unit. */
  readonly benefits: 'sum' | 'first' | 'max'
  /** With other programmes of the same group, for the same outage. */
  readonly group?: string
  readonly across: 'additive' | 'exclusive' | 'offset'
}

export type RoundingMode = 'halfUp' | 'halfDown' | 'halfEven' | 'up' | 'down'
export type Rounding = {
  readonly mode: RoundingMode
  /** sum: all units together, once; unit: each unit; day: the daily rate first, then each unit. */
  readonly level: 'sum' | 'unit' | 'day'
  /** To a multiple of that many minor units; 1 unless told. */
  readonly toMinor?: number
}
export type Limits = {
  readonly perUnit?: { readonly floor?: string; readonly cap?: string; readonly monthlyRate?: boolean }
  readonly perAccount?: { readonly floor?: string; readonly cap?: string }
  readonly maxUnits?: number
  readonly perWindow?: { readonly days: number; readonly cap?: string; readonly count?: number }
}
export type Delivery = {
  readonly mode: 'automatic' | 'accept' | 'claim' | 'manual'
  /** With claim or accept: whoever passes all of these need not ask. */
  readonly automaticWhen?: readonly Test[]
  readonly deadline?:
    | { readonly withinDays: number; readonly after: 'outageStart' | 'outageEnd' }
    | { readonly on: string }
  readonly channels?: readonly string[]
  readonly withinCycles: number
  readonly closedAccounts: 'finalBill' | 'refund' | 'none'
}
export type ManualAuthority = {
  readonly ladder: readonly {
    readonly level: 'agent' | 'senior' | 'supervisor' | 'manager'
    readonly perAction: string
    readonly perAccount: string
    readonly perDay: string
  }[]
  readonly reasonCodes: readonly string[]
  readonly evidenceAbove?: string
  readonly approvals: readonly { readonly above: string; readonly people: number }[]
}
export type BudgetRule = {
  readonly total: string
  readonly reserve: string
  readonly warnAtPercent: readonly number[]
  readonly hardStop: boolean
}
export type Notices = {
  readonly channels: readonly ('text' | 'email')[]
  readonly en: string
  readonly es: string
  readonly quietHours?: { readonly fromHour: number; readonly toHour: number }
}
export type Supersession = { readonly supersedes: number | null; readonly mode: 'delta' | 'replace' | 'none' }
export type Ambiguity = { readonly question: string; readonly resolved: string; readonly because: string }
