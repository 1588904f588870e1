import { type Case, factsOf, lost, start, unit } from '../facts.ts'

const facts = (hours: number, after = 0, more = {}) =>
  factsOf(null, {
    account: { market: 'NY', affectedDeterminable: true },
    outage: { awareAt: start - 86_400 },
    units: [unit('1', 6000, 0, { kind: 'tv', losses: [lost(hours * 60, after * 60)] })],
    ...more,
  })
export const cases: Case[] = [
  { what: 'exactly four hours', facts: facts(4), gives: 0, because: 'more than 4 hours' },
  { what: 'five hours by day', facts: facts(5), gives: 200, state: 'due', figure: 'the bill: 1/30 of $60' },
  {
    what: 'ten hours from 20:00: four before midnight',
    facts: facts(10, 12),
    gives: 0,
    because: 'more than 4 hours',
  },
  {
    what: 'eight hours from one at night: three from six on',
    facts: facts(8, 17),
    gives: 0,
    because: 'more than 4 hours',
  },
  { what: '25 hours', facts: facts(25), gives: 400 },
  {
    what: 'counted from when the company is aware',
    facts: facts(5, 0, { outage: { awareAt: start + 7200 } }),
    gives: 0,
    because: '3 h 0 min',
  },
  {
    what: 'who was affected cannot be told: to be claimed',
    facts: facts(5, 0, { account: { market: 'NY', affectedDeterminable: false } }),
    at: '2025-03-01T00:00:00Z',
    gives: 200,
    state: 'toClaim',
  },
  {
    what: 'not known when the company was aware',
    facts: facts(5, 0, { outage: {} }),
    gives: 0,
    because: 'became aware',
  },
]
