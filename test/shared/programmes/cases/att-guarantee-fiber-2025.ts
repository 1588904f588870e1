import { type Case, factsOf, lost, unit } from '../facts.ts'

const home = (minutes: number, more = {}, outage = {}) =>
  factsOf(null, {
    units: [
      unit('1', 8000, minutes, { kind: 'fiber', carrierEquipment: true, multiDwelling: false, ...more }),
    ],
    outage,
  })
export const cases: Case[] = [
  { what: '21 minutes on $80 in February', facts: home(21), gives: 286, figure: '8000 ÷ 28 = 285.71' },
  { what: 'exactly 20 minutes', facts: home(20), gives: 0, because: 'more than 20 minutes' },
  {
    what: '20 minutes and a second',
    facts: home(0, { losses: [{ ...lost(20), to: lost(20).to + 1 }] }),
    gives: 286,
  },
  { what: 'two days', facts: home(2 * 1440), gives: 571, figure: '2 × 285.714 = 571.43' },
  {
    what: 'another gateway',
    facts: home(60, { carrierEquipment: false }),
    gives: 0,
    because: 'AT&T gateway',
  },
  {
    what: 'a building without its own account',
    facts: home(60, { multiDwelling: true }),
    gives: 0,
    because: 'no account of its own',
  },
  {
    what: 'planned maintenance',
    facts: home(60, {}, { cause: 'planned_maintenance' }),
    gives: 0,
    because: 'this cause',
  },
]
