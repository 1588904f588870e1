import { type Case, factsOf, unit, units } from '../facts.ts'

const facts = (count: number) =>
  factsOf('cricket-2016', {
    units: units(count, (n) => unit(`${n}`, 3000, 840, { active: true })),
    claim: { madeOn: '2025-02-23' },
  })
export const cases: Case[] = [
  { what: 'one line', facts: facts(1), gives: 500 },
  { what: 'five lines', facts: facts(5), gives: 2500 },
  {
    what: 'seven lines: at most five',
    facts: facts(7),
    gives: 2500,
    figure: 'published: $5 a line up to $25',
  },
  { what: 'no line', facts: facts(0), gives: 0, because: 'no line to pay for' },
]
