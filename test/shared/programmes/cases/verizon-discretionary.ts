import { type Case, factsOf } from '../facts.ts'

const facts = (minor: number, claim = {}, given = '0') =>
  factsOf(null, {
    claim: { documentedLossMinor: minor, usageConfirmed: true, evidence: true, ...claim },
    given: [
      {
        programme: 'verizon-2026-01-14',
        version: 1,
        group: 'verizon-outage',
        outage: 'some-outage',
        minor: given,
        daysAgo: 5,
      },
    ],
  })
export const cases: Case[] = [
  { what: 'a loss of $85', facts: facts(8500), gives: 8500, state: 'toApprove' },
  { what: 'a loss of $900: the most seen', facts: facts(90_000), gives: 20_000, figure: 'press: up to $200' },
  { what: 'the $20 is set off', facts: facts(8500, {}, '2000'), gives: 6500 },
  { what: 'no proof', facts: facts(8500, { evidence: false }), gives: 0, because: 'asks for proof' },
  {
    what: 'usage does not agree',
    facts: facts(8500, { usageConfirmed: false }),
    gives: 0,
    because: 'Usage records',
  },
]
