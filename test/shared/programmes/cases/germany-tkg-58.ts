import { type Case, days, factsOf, lost, start, unit } from '../facts.ts'

/** Reported on Saturday at eight; lost until so many days later at noon. */
const facts = (daysLater: number, monthly = 3000, more = {}, service = 'internet', account = {}) =>
  factsOf(null, {
    account,
    units: [
      unit('1', monthly, 0, {
        reportedAt: start,
        losses: [lost(daysLater * 1440 + 240, 0, service)],
        ...more,
      }),
    ],
    days: days(400),
  })
export const cases: Case[] = [
  { what: 'repaired on the second day', facts: facts(2), gives: 0, because: 'gives nothing' },
  {
    what: 'repaired on the third',
    facts: facts(3),
    gives: 500,
    figure: 'the law: €5, more than 10 % of €30',
  },
  { what: 'repaired on the fourth', facts: facts(4), gives: 1000 },
  { what: 'repaired on the fifth', facts: facts(5), gives: 2000, figure: '2 × 5 + 10' },
  { what: 'a dear contract: 10 % and 20 % of €80', facts: facts(5, 8000), gives: 3200, figure: '2 × 8 + 16' },
  {
    what: '284 days with voice alone dead',
    facts: facts(284, 3000, {}, 'voice'),
    gives: 281_000,
    figure: 'LG Göttingen 2023: EUR 2,810 = 2 × 5 + 280 × 10',
  },
  {
    what: 'nobody reported it',
    facts: facts(5, 3000, { reportedAt: null }),
    gives: 0,
    because: 'not known when the customer reported it',
  },
  {
    what: 'a business',
    facts: facts(5, 3000, {}, 'internet', { type: 'business' }),
    gives: 0,
    route: 'A business relies on its contract.',
  },
]
