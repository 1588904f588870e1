import { type Case, factsOf, unit } from '../facts.ts'

export const rogersFacts = (monthly: number, more = {}) =>
  factsOf('rogers-2022-07-08', {
    account: { brand: 'rogers' },
    units: [unit('1', monthly, 1140)],
    daysInMonth: 31,
    ...more,
  })
export const cases: Case[] = [
  { what: 'one day of C$93', facts: rogersFacts(9300), gives: 300, figure: '93 ÷ 31 = 3' },
  { what: 'one day of C$50', facts: rogersFacts(5000), gives: 161, figure: '5000 ÷ 31 = 161.29' },
  {
    what: 'Tbaytel settles it itself',
    facts: rogersFacts(9300, { account: { brand: 'tbaytel' } }),
    gives: 0,
    because: 'three days',
    route: 'Tbaytel’s own care line.',
  },
  {
    what: 'a line that was active for part of the cycle has the same day',
    facts: rogersFacts(9300, { units: [unit('1', 9300, 1140, { active: true })] }),
    gives: 300,
  },
]
