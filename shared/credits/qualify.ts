import type { Programme, Trigger } from '../programmes/document.ts'
import type { Facts, UnitFacts } from './facts.ts'
import { clockStart, type Measured, measure, touchedDays } from './measure.ts'
import { ask, decide, type Trail } from './trail.ts'

/** What a benefit is worked out for: one line or service, or the account with all that qualified in it. */
export type Subject = {
  readonly id: string | null
  readonly unit: UnitFacts | null
  readonly units: readonly UnitFacts[]
  readonly measured: Measured
}
const nothingLost: Measured = { seconds: 0, thresholdSeconds: 0, spans: [], days: [] }

/** Asks each line or service the programme's questions; every decision is written down. */
export function subjectsOf(programme: Programme, facts: Facts, trail: Trail): Subject[] {
  const units = facts.units ?? []
  if (programme.unit.of === 'account') return accountSubject(programme, facts, units, trail)
  if (units.length === 0)
    decide(trail, {
      id: 'units',
      input: '0',
      expected: 'at least 1',
      passed: false,
      words: `There is no ${programme.unit.of} to pay for.`,
    })
  return units.flatMap((unit) => qualified(programme, facts, unit, trail))
}

function accountSubject(
  programme: Programme,
  facts: Facts,
  units: readonly UnitFacts[],
  trail: Trail,
): Subject[] {
  if (!asksUnits(programme)) {
    // A flat amount for an account asks its lines nothing, and need not measure what they lost.
    const flat = programme.benefits.every((benefit) => benefit.rateBase === undefined)
    const found = flat
      ? []
      : units.flatMap((unit) => qualified(programme, facts, unit, { decisions: [], steps: [] }))
    return [{ id: null, unit: null, units, measured: longest(found) }]
  }
  const found = units.flatMap((unit) => qualified(programme, facts, unit, trail))
  if (units.length === 0)
    decide(trail, {
      id: 'units',
      input: '0',
      expected: 'at least 1',
      passed: false,
      words: 'No line or service of the account is known.',
    })
  if (found.length === 0) return []
  return [{ id: null, unit: null, units: found.flatMap((each) => each.units), measured: longest(found) }]
}

/** Whether the lines of an account are asked anything before it is paid as a whole. */
export function asksUnits({ unit, trigger }: Programme): boolean {
  return (
    unit.kinds !== undefined ||
    (unit.eligibility?.length ?? 0) > 0 ||
    trigger.attachedAtStart === true ||
    trigger.threshold !== undefined ||
    trigger.clock.start !== 'incidentStart'
  )
}

const longest = (subjects: readonly Subject[]): Measured =>
  subjects.reduce((best, { measured }) => (measured.seconds > best.seconds ? measured : best), nothingLost)

function qualified(programme: Programme, facts: Facts, unit: UnitFacts, trail: Trail): Subject[] {
  const { kinds, eligibility } = programme.unit
  const { trigger } = programme
  let passed = true
  if (kinds) passed = ofKind(kinds, unit, trail) && passed
  const from = clockStart(trigger, facts, unit)
  const measured = typeof from === 'number' ? measure(trigger, facts, unit, from) : nothingLost
  const known: UnitFacts & { secondsLost: number } = { ...unit, secondsLost: measured.seconds }
  for (const predicate of eligibility ?? []) passed = ask(trail, predicate, facts, known) && passed
  if (trigger.attachedAtStart) passed = attached(unit, trail) && passed
  if (typeof from !== 'number')
    passed =
      decide(trail, {
        id: 'clock',
        unit: unit.id,
        input: 'not known',
        expected: 'known',
        passed: false,
        words: `It is not known ${from.missing}.`,
      }) && passed
  if (trigger.threshold) passed = overThreshold(trigger, trigger.threshold, measured, unit, trail) && passed
  return passed ? [{ id: unit.id, unit: known, units: [known], measured }] : []
}

const ofKind = (kinds: readonly string[], { id, kind }: UnitFacts, trail: Trail): boolean => {
  const passed = typeof kind === 'string' && kinds.includes(kind)
  return decide(trail, {
    id: 'kind',
    unit: id,
    input: String(kind ?? 'not known'),
    expected: kinds.join(' or '),
    passed,
    words: passed
      ? 'The programme covers this kind of service.'
      : 'The programme does not cover this kind of service.',
  })
}

const attached = ({ id, attachedAtStart }: UnitFacts, trail: Trail): boolean => {
  const passed = attachedAtStart === true
  return decide(trail, {
    id: 'attached-at-start',
    unit: id,
    input: attachedAtStart == null ? 'not known' : passed ? 'yes' : 'no',
    expected: 'yes',
    passed,
    words: passed
      ? 'The line was on an affected site when the outage began.'
      : 'The line was not on an affected site when the outage began.',
  })
}

const secondsOf = { minutes: 60, hours: 3_600, days: 86_400 }
const modeWords = { consecutive: ' in a row', cumulative: ' in all', calendarDays: '' }

function overThreshold(
  trigger: Trigger,
  { comparison, amount, of }: NonNullable<Trigger['threshold']>,
  measured: Measured,
  unit: UnitFacts,
  trail: Trail,
): boolean {
  const calendar = trigger.duration === 'calendarDays' && of === 'days'
  const size = calendar ? 1 : secondsOf[of]
  const found = calendar ? touchedDays(measured.spans, measured.days) : measured.thresholdSeconds
  const passed = comparison === 'atLeast' ? found >= amount * size : found > amount * size
  const least = comparison === 'atLeast' ? 'at least' : 'more than'
  const lost = calendar ? `${found} calendar days` : lossWords(found)
  const expected = `${least} ${amount} ${amount === 1 ? of.slice(0, -1) : of}`
  const words = `${lost} lost${modeWords[trigger.duration]}; the programme asks for ${expected}.`
  return decide(trail, { id: 'threshold', unit: unit.id, input: lost, expected, passed, words })
}

/** "59 minutes", "25 h 0 min", "1 h 0 min 20 s": seconds are shown only where minutes would hide the difference. */
function lossWords(seconds: number): string {
  const minutes = Math.floor(seconds / 60)
  const rest = seconds % 60
  const tail = rest > 0 ? ` ${rest} s` : ''
  if (minutes <= 120) return `${minutes} ${minutes === 1 ? 'minute' : 'minutes'}${tail}`
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min${tail}`
}
