import type { DayCount, Trigger } from '../programmes/document.ts'
import type { CivilDay, Facts, UnitFacts } from './facts.ts'

export type Span = readonly [from: number, to: number]
/** A unit's loss as a programme's clock measures it. */
export type Measured = {
  /** Seconds that count: the longest stretch when they must be consecutive, else all of them. */
  readonly seconds: number
  /** The same inside the programme's day window, for the threshold. */
  readonly thresholdSeconds: number
  readonly spans: readonly Span[]
  readonly days: readonly CivilDay[]
}

/** The clock's start for a unit in seconds, or what is missing to know it. */
export function clockStart(trigger: Trigger, facts: Facts, unit: UnitFacts): number | { missing: string } {
  const { start, afterPower, fromNextDay, grace } = trigger.clock
  const { outage } = facts
  let from = Number.NEGATIVE_INFINITY
  if (start === 'incidentStart') from = outage.startsAt ?? from
  if (start === 'providerAware') {
    if (outage.awareAt == null) return { missing: 'when the company became aware' }
    from = outage.awareAt
  }
  if (start === 'customerReport') {
    if (unit.reportedAt == null) return { missing: 'when the customer reported it' }
    from = unit.reportedAt
  }
  if (afterPower && outage.cause === afterPower.cause) {
    if (outage.powerBackAt == null) return { missing: 'when commercial power came back' }
    from = Math.max(from, outage.powerBackAt + afterPower.hours * 3600)
  }
  if (!fromNextDay && !grace) return from
  return graceEnd(unit.days ?? facts.calendar?.days ?? [], from, fromNextDay ?? false, grace)
}

function graceEnd(
  days: readonly CivilDay[],
  from: number,
  fromNextDay: boolean,
  grace: Trigger['clock']['grace'],
): number | { missing: string } {
  let index = days.findIndex((day) => (fromNextDay ? day.startsAt > from : day.endsAt > from))
  const covered = days[0] !== undefined && days[0].startsAt <= from
  for (let left = grace?.days ?? 0; left > 0 && index >= 0 && index < days.length; index += 1)
    if (grace?.of === 'calendarDays' || days[index]?.working !== false) left -= 1
  const first = days[index]
  // A loss that ended before the grace did simply has nothing after it.
  if (covered && (index < 0 || !first)) return days.at(-1)?.endsAt ?? Number.POSITIVE_INFINITY
  return covered && first ? first.startsAt : { missing: 'the calendar of those days' }
}

/** Measures a unit's loss: its services joined (any) or overlapped (all), from the clock's start on. */
export function measure(trigger: Trigger, facts: Facts, unit: UnitFacts, from: number): Measured {
  const spans = clip(lossSpans(trigger, unit), from, Number.POSITIVE_INFINITY)
  const days = unit.days ?? facts.calendar?.days ?? []
  const inWindow = trigger.dayWindow ? windowed(spans, days) : spans
  if (trigger.duration !== 'consecutive')
    return { seconds: total(spans), thresholdSeconds: total(inWindow), spans, days }
  const longest = longestOf(spans)
  return {
    seconds: total(longest),
    thresholdSeconds: total(longestOf(inWindow)),
    spans: longest,
    days,
  }
}

function lossSpans(trigger: Trigger, unit: UnitFacts): Span[] {
  const losses = unit.losses ?? []
  const services = trigger.services
  if (!services) return union(losses.map(({ from, to }) => [from, to]))
  const of = (set: readonly string[]): Span[] =>
    union(
      losses
        .filter((loss) => loss.service === 'all' || set.includes(loss.service))
        .map(({ from, to }) => [from, to]),
    )
  if (services.mode === 'any') return of(services.set)
  const own = services.set.filter((service) => unit.services?.includes(service) ?? true)
  const [first, ...others] = own
  if (first === undefined) return []
  return others.reduce((common, service) => overlap(common, of([service])), of([first]))
}

/** Days that a rule counts, as a fraction of days [numerator seconds, denominator] kept whole until the formula. */
export function calendarDaysOf(
  rule: DayCount & { count: 'calendar' },
  { spans, days, seconds }: Measured,
): number {
  if (seconds === 0) return 0
  if (rule.oneUpToHours !== undefined && seconds <= rule.oneUpToHours * 3600) return 1
  return touchedDays(spans, days, (rule.partOverHours ?? 0) * 3600)
}

/** How many civil days are touched for longer than so many seconds. */
export const touchedDays = (spans: readonly Span[], days: readonly CivilDay[], longerThan = 0): number =>
  days.filter((day) => total(clip(spans, day.startsAt, day.endsAt)) > longerThan).length

const total = (spans: readonly Span[]): number => spans.reduce((sum, [from, to]) => sum + to - from, 0)
const clip = (spans: readonly Span[], from: number, to: number): Span[] =>
  spans.flatMap(([start, end]): Span[] => {
    const span: Span = [Math.max(start, from), Math.min(end, to)]
    return span[0] < span[1] ? [span] : []
  })
const windowed = (spans: readonly Span[], days: readonly CivilDay[]): Span[] =>
  union(days.flatMap((day) => clip(spans, day.opensAt ?? day.startsAt, day.shutsAt ?? day.endsAt)))
const overlap = (spans: readonly Span[], others: readonly Span[]): Span[] =>
  spans.flatMap((span) => clip(others, span[0], span[1]))

function longestOf(spans: readonly Span[]): readonly Span[] {
  const [first, ...others] = spans
  if (!first || others.length === 0) return spans
  return [others.reduce((best, span) => (span[1] - span[0] > best[1] - best[0] ? span : best), first)]
}

/** Joined stretches in order; one that ends before it starts is no stretch. */
function union(spans: readonly Span[]): Span[] {
  const joined: Span[] = []
  for (const span of spans.filter(([from, to]) => from < to).sort((a, b) => a[0] - b[0])) {
    const last = joined.at(-1)
    if (last && span[0] <= last[1]) joined[joined.length - 1] = [last[0], Math.max(last[1], span[1])]
    else joined.push(span)
  }
  return joined
}
