import type { Programme } from '../programmes/document.ts'
import { type FactName, factNames } from '../programmes/fact-names.ts'
import { needsCivilDays } from './civil-days.ts'
import { asksUnits } from './qualify.ts'

/** What has to be loaded before a programme can be evaluated: nothing more is read, and nothing more is stored. */
export type FactsNeeded = {
  readonly names: ReadonlySet<FactName>
  readonly units: boolean
  readonly losses: boolean
  readonly charges: boolean
  readonly daysInMonth: boolean
  readonly cycleDays: boolean
  readonly civilDays: boolean
  /** The credits of the account so far. */
  readonly given: boolean
}

/** Found in the document itself, so that a new field of the format is not forgotten here. */
export function factsNeeded(programme: Programme): FactsNeeded {
  const { trigger, unit, benefits, stacking, supersession, limits, delivery } = programme
  const text = JSON.stringify(programme)
  const names = new Set(factNames.filter((name) => text.includes(`"fact":"${name}"`)))
  if (programme.effective || delivery.deadline) names.add('outage.date')
  if (trigger.markets) names.add('account.market')
  if (trigger.excludedCauses || trigger.clock.afterPower) names.add('outage.cause')
  if (trigger.attachedAtStart) names.add('unit.attachedAtStart')
  if (unit.kinds) names.add('unit.kind')
  const bases = benefits.flatMap((benefit) => (benefit.rateBase ? [benefit.rateBase] : []))
  const units = unit.of !== 'account' || asksUnits(programme) || bases.length > 0
  const counted = /"count":"(started|completed|exact|calendar)"/.test(text)
  const losses = units && (trigger.threshold !== undefined || counted || names.has('unit.secondsLost'))
  const grouped = stacking.group !== undefined && stacking.across !== 'additive'
  return {
    names,
    units,
    losses,
    charges: bases.length > 0,
    daysInMonth: bases.some((base) => base.denominator === 'daysInMonth'),
    cycleDays: bases.some((base) => base.denominator === 'cycleDays'),
    civilDays: losses && needsCivilDays(programme),
    given:
      (programme.version > 1 && supersession.mode !== 'replace') ||
      grouped ||
      limits?.perWindow !== undefined,
  }
}
