import { type Case, factsOf } from '../facts.ts'

const contact = (more: object) =>
  factsOf(null, { units: [{ id: 'c1', kind: 'contact', promise: 'none', ...more }] })
export const cases: Case[] = [
  {
    what: 'six minutes and no call-back',
    facts: contact({ waitMinutes: 6, calledBack: false }),
    gives: 500,
    figure: 'announced: a reward card of at least $5',
  },
  {
    what: 'exactly five minutes',
    facts: contact({ waitMinutes: 5, calledBack: false }),
    gives: 0,
    because: 'gives nothing',
  },
  {
    what: 'called back',
    facts: contact({ waitMinutes: 30, calledBack: true }),
    gives: 0,
    because: 'gives nothing',
  },
  {
    what: 'no technician in time',
    facts: contact({ promise: 'technician', technicianInTime: false }),
    gives: 500,
  },
  {
    what: 'both promises broken: one card',
    facts: contact({ promise: 'technician', technicianInTime: false, waitMinutes: 9, calledBack: false }),
    gives: 500,
  },
]
