import { type Case, factsOf, unit } from '../facts.ts'

const facts = (minutes: number, outage = {}) =>
  factsOf(null, { outage, units: [unit('1', 7000, minutes, { kind: 'internet' })] })
export const cases: Case[] = [
  { what: 'exactly two hours', facts: facts(120), gives: 0, because: 'more than 2 hours' },
  { what: 'two hours and a minute', facts: facts(121), gives: 250, figure: '70 ÷ 28 = 2.50' },
  { what: 'two days are one day', facts: facts(2880), gives: 250, figure: 'the commitment: one full day' },
  { what: 'a power cut', facts: facts(600, { cause: 'commercial_power' }), gives: 0, because: 'this cause' },
  {
    what: 'overnight maintenance',
    facts: facts(600, { cause: 'planned_maintenance' }),
    gives: 0,
    because: 'this cause',
  },
]
