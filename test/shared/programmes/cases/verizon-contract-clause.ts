import { type Case, factsOf, unit } from '../facts.ts'

const facts = (hours: number, more = {}, claim?: object) =>
  factsOf(null, {
    units: [unit('1', 5600, hours * 60, { plan: 'postpaid', inCoverage: true, ...more })],
    ...(claim ? { claim } : {}),
  })
export const cases: Case[] = [
  {
    what: '36 hours on $56',
    facts: facts(36),
    gives: 300,
    state: 'toClaim',
    at: '2025-03-01T00:00:00Z',
    figure: '56 ÷ 28 × 1.5 = 3.00',
  },
  { what: 'exactly 24 hours', facts: facts(24), gives: 0, because: 'more than 24 hours' },
  {
    what: 'claimed on the 180th day',
    facts: facts(36, {}, { madeOn: '2025-08-21' }),
    gives: 300,
    state: 'due',
    at: '2026-01-01T00:00:00Z',
  },
  {
    what: 'claimed a day later',
    facts: facts(36, {}, { madeOn: '2025-08-22' }),
    gives: 0,
    because: 'Too late: the last day was 2025-08-21',
  },
  { what: 'prepaid', facts: facts(36, { plan: 'prepaid' }), gives: 0, because: 'postpaid lines' },
]
