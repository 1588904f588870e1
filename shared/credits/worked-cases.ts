import { formatMoney } from '../money.ts'
import type { Programme } from '../programmes/document.ts'
import { answerOf } from './evaluate.ts'
import type { CivilDay, Facts, UnitFacts } from './facts.ts'

export type WorkedCase = {
  readonly what: string
  readonly gives: string
  readonly because: string | null
  readonly steps: readonly string[]
}

/** An outage of a Thursday, in UTC: 22 February 2024, 08:45 to 20:10. Nothing here depends on when it is looked at. */
const start = Date.UTC(2024, 1, 22, 8, 45) / 1000
const midnight = Date.UTC(2024, 1, 22) / 1000
const hour = 3_600
const households: readonly { what: string; lines: number; hours: number; type?: string; status?: string }[] =
  [
    { what: 'One line, 40 minutes lost', lines: 1, hours: 2 / 3 },
    { what: 'One line, 10 hours lost', lines: 1, hours: 10 },
    { what: 'Five lines, 10 hours lost', lines: 5, hours: 10 },
    { what: 'A small business, three lines, 10 hours lost', lines: 3, hours: 10, type: 'small_business' },
    { what: 'A prepaid line, 10 hours lost', lines: 1, hours: 10, type: 'prepaid' },
    { what: 'An account that closed since, one line', lines: 1, hours: 10, status: 'closed' },
    { what: 'One line, nothing lost', lines: 1, hours: 0 },
  ]

/** What a version gives to households that everybody can picture: the same evaluation as anywhere, at $50 a line. */
export function workedCases(programme: Programme): WorkedCase[] {
  return households.map(({ what, lines, hours, type = 'consumer', status = 'active' }) => {
    const answer = answerOf(factsOf(programme, lines, hours, type, status), programme, '2024-03-01T12:00:00Z')
    const others = answer.offers.flatMap(({ gives }) =>
      gives.form === 'inKind' ? [gives.words] : gives.form === 'choice' ? ['a choice'] : [],
    )
    const amount = answer.amount.minor === '0' && others.length > 0 ? [] : [formatMoney(answer.amount)]
    return {
      what,
      gives: [...amount, ...others].join(' and '),
      because: answer.because,
      // Lines that are alike have the same steps: each is told once.
      steps: [...new Set(answer.steps.map(({ words }) => words))],
    }
  })
}

function factsOf(programme: Programme, lines: number, hours: number, type: string, status: string): Facts {
  const day: CivilDay = {
    startsAt: midnight,
    endsAt: midnight + 24 * hour,
    working: true,
    opensAt: midnight + (programme.trigger.dayWindow?.fromHour ?? 0) * hour,
    shutsAt: midnight + (programme.trigger.dayWindow?.toHour ?? 24) * hour,
  }
  const units = Array.from(
    { length: lines },
    (_, index): UnitFacts => ({
      id: String(index + 1),
      kind: programme.unit.kinds?.[0] ?? 'wireless_voice',
      plan: type === 'prepaid' ? 'prepaid' : 'postpaid',
      customer: type === 'small_business' ? type : 'consumer',
      active: true,
      attachedAtStart: hours > 0,
      charges: { plan: '5000' },
      losses: hours > 0 ? [{ service: 'all', from: start, to: start + Math.round(hours * hour) }] : [],
      days: [day],
    }),
  )
  return {
    account: {
      type,
      status,
      brand: 'main',
      market: programme.trigger.markets?.[0] ?? 'TX',
      goodStanding: status === 'active',
      closedBeforeStart: false,
      anyActiveLineAffected: hours > 0,
      flaggedImpacted: hours > 0,
      affectedDeterminable: hours > 0,
    },
    outage: {
      id: programme.outage ?? 'an-outage',
      cause: 'core_configuration',
      date: programme.effective?.from ?? '2024-02-22',
      endDate: programme.effective?.from ?? '2024-02-22',
      sitesOut: 500,
      longestSiteOutageMinutes: 600,
      minutes: 685,
      startsAt: start,
      endsAt: start + 685 * 60,
    },
    calendar: { daysInMonth: 29, cycleDays: 29, days: [day] },
    units,
  }
}
