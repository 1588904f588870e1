import { type Case, factsOf, unit } from '../facts.ts'

const facts = (minutes: number, monthly = 9000, more = {}) =>
  factsOf(null, {
    units: [unit('1', monthly, minutes, { kind: 'internet' })],
    claim: { madeOn: '2025-03-01' },
    ...more,
  })
const given = (minor: string, daysAgo: number) => [
  { programme: 'xfinity-status-centre', version: 1, outage: 'earlier', minor, daysAgo },
]
export const cases: Case[] = [
  { what: 'one day of $90 is raised to $5', facts: facts(300), gives: 500, figure: 'published: $5 at least' },
  { what: 'three days', facts: facts(3 * 1440), gives: 900, figure: '90 ÷ 30 × 3' },
  {
    what: 'two months: held to $100',
    facts: facts(60 * 1440),
    gives: 10_000,
    figure: 'published: $100 in 60 days',
  },
  {
    what: '$97 given 59 days ago: $3 left',
    facts: facts(3 * 1440, 9000, { given: given('9700', 59) }),
    gives: 300,
  },
  { what: '$97 given 60 days ago', facts: facts(3 * 1440, 9000, { given: given('9700', 60) }), gives: 900 },
  {
    what: '$100 given',
    facts: facts(3 * 1440, 9000, { given: given('10000', 10) }),
    gives: 0,
    because: 'in the last 60 days',
  },
  {
    what: 'California',
    facts: facts(300, 9000, { account: { market: 'CA' } }),
    gives: 0,
    route: 'An agent can look at it.',
  },
  {
    what: 'claimed after 91 days',
    facts: facts(300, 9000, { claim: { madeOn: '2025-05-24' } }),
    gives: 0,
    because: 'Too late',
  },
]
