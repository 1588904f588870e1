import { type Case, factsOf, lost, unit } from '../facts.ts'

/** The outage begins on 22 February at eight; `after` moves the loss, in hours. */
const facts = (hours: number, after = 0, more = {}) =>
  factsOf(null, {
    account: { market: 'NJ' },
    claim: { madeOn: '2025-02-22' },
    units: [unit('1', 5600, 0, { kind: 'tv', losses: [lost(hours * 60, after * 60)] })],
    ...more,
  })
export const cases: Case[] = [
  { what: 'just under six hours', facts: facts(5.99), gives: 0, because: 'at least 6 hours' },
  { what: 'six hours', facts: facts(6), gives: 200, figure: '56 ÷ 28' },
  {
    what: '20 hours across midnight are one unit',
    facts: facts(20, 6),
    gives: 200,
    figure: 'the rule’s own reading',
  },
  { what: 'exactly 24 hours', facts: facts(24), gives: 200 },
  { what: '30 hours from eight: 16 and 14 hours, two units', facts: facts(30), gives: 400 },
  { what: '26 hours from 17:00: 7 and 19 hours', facts: facts(26, 9), gives: 400 },
  { what: '26 hours from 20:00: four hours and a day of 22', facts: facts(26, 12), gives: 200 },
  { what: '60 hours from eight: 16, 24 and 20 hours', facts: facts(60), gives: 600 },
  {
    what: 'another state',
    facts: facts(30, 0, { account: { market: 'PA' } }),
    gives: 0,
    because: 'does not cover this place',
  },
  {
    what: 'told after 31 days',
    facts: facts(30, 0, { claim: { madeOn: '2025-03-25' } }),
    gives: 0,
    because: 'Too late',
  },
]
