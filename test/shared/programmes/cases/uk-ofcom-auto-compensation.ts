import { type Case, days, factsOf, lost, unit } from '../facts.ts'

/** Reported on Monday 4 May 2026 at nine; out until so many days later at ten. Monday the 25th is a bank holiday. */
const monday = Date.UTC(2026, 4, 4) / 1000
const facts = (out: number, more = {}, reported = 0) => {
  const at = monday + reported * 86_400 + 9 * 3600
  const losses = out < 0 ? [] : [{ ...lost(0), from: at, to: monday + out * 86_400 + 10 * 3600 }]
  return factsOf(null, {
    outage: { date: '2026-05-04' },
    days: days(40, monday, [21]),
    units: [unit('1', 3000, 0, { kind: 'internet', paidOtherwise: false, reportedAt: at, losses, ...more })],
  })
}
export const cases: Case[] = [
  { what: 'reported on Monday, repaired on Wednesday', facts: facts(2), gives: 0, because: 'gives nothing' },
  { what: 'repaired on Thursday: one day', facts: facts(3), gives: 1034, figure: 'published: £10.34 a day' },
  {
    what: 'repaired on the Monday after: five days, weekend included',
    facts: facts(7),
    gives: 5170,
    figure: 'Thu Fri Sat Sun Mon × 10.34',
  },
  { what: 'reported on Friday: Monday and Tuesday pass', facts: facts(9, {}, 4), gives: 1034 },
  {
    what: 'reported before a bank holiday weekend: Tuesday and Wednesday pass',
    facts: facts(24, {}, 18),
    gives: 1034,
  },
  { what: 'two missed visits', facts: facts(-1, { missedVisits: 2 }), gives: 6462, figure: '2 × 32.31' },
  {
    what: 'started ten days late',
    facts: facts(-1, { lateStartDays: 10 }),
    gives: 6460,
    figure: '10 × 6.46',
  },
  {
    what: 'a repair and a visit add up',
    facts: facts(3, { missedVisits: 1 }),
    gives: 4265,
    figure: '10.34 + 32.31',
  },
  {
    what: 'the line’s other service is paid',
    facts: facts(7, { paidOtherwise: true }),
    gives: 0,
    because: 'already paid',
  },
]
