import { type Case, factsOf, lost, unit, units } from '../facts.ts'

const line = (id: string, monthly: number, minutes: number, more = {}) =>
  unit(id, monthly, minutes, { kind: 'wireless_voice', active: true, attachedAtStart: true, ...more })
const facts = (...lines: ReturnType<typeof line>[]) => factsOf(null, { units: lines, daysInMonth: 29 })
const out = (outage: object, account = {}) =>
  factsOf(null, { units: [line('1', 5000, 61)], outage, account, daysInMonth: 29 })
export const cases: Case[] = [
  {
    what: '61 minutes on a $50 line in a month of 29 days',
    facts: facts(line('1', 5000, 61)),
    gives: 172,
    figure: '5000 ÷ 29 = 172.41',
  },
  { what: 'exactly 60 minutes', facts: facts(line('1', 5000, 60)), gives: 172 },
  {
    what: '59 minutes',
    facts: facts(line('1', 5000, 59)),
    gives: 0,
    because: '59 minutes lost in a row; the programme asks for at least 60 minutes',
  },
  {
    what: 'a second less than 60 minutes',
    facts: facts(line('1', 5000, 0, { losses: [{ ...lost(60), to: lost(60).to - 1 }] })),
    gives: 0,
    because: '59 minutes 59 s lost',
  },
  {
    what: 'twice 40 minutes are not in a row',
    facts: facts(line('1', 5000, 0, { losses: [lost(40), lost(40, 100)] })),
    gives: 0,
    because: 'in a row',
  },
  {
    what: 'two sources that overlap are one loss',
    facts: facts(line('1', 5000, 0, { losses: [lost(40), lost(40, 30)] })),
    gives: 172,
  },
  { what: 'nine towers', facts: out({ sitesOut: 9 }), gives: 0, because: 'Fewer than ten towers' },
  {
    what: 'not on an affected site at the start',
    facts: facts(line('1', 5000, 61, { attachedAtStart: false })),
    gives: 0,
    because: 'not on an affected site',
  },
  {
    what: 'weather',
    facts: out({ cause: 'weather' }),
    gives: 0,
    because: 'leaves out outages of this cause',
  },
  { what: 'before the guarantee', facts: out({ date: '2024-02-22' }), gives: 0, because: 'not in force' },
  {
    what: '25 hours are two started days, rounded once',
    facts: facts(line('1', 5000, 25 * 60)),
    gives: 345,
    figure: '2 × 172.41 = 344.83',
  },
  {
    what: 'five lines, rounded once',
    facts: facts(...units(5, (n) => line(`${n}`, 5000, 61))),
    gives: 862,
    figure: 'rulings 1: $8.62',
  },
  { what: 'forty days: never more than the month', facts: facts(line('1', 5000, 40 * 1440)), gives: 5000 },
  { what: 'ten million minutes', facts: facts(line('1', 5000, 10_000_000)), gives: 5000 },
  {
    what: 'only the plan, no device',
    facts: facts(line('1', 5000, 61, { charges: { plan: '5000', device: '3000', tax: '500' } })),
    gives: 172,
  },
  {
    what: 'a discount larger than the plan: nothing, never less',
    facts: facts(line('1', -100, 61)),
    gives: 0,
    because: 'gives nothing',
  },
  {
    what: 'the charge is not known',
    facts: facts(unit('1', null, 61, { kind: 'wireless_voice', active: true, attachedAtStart: true })),
    gives: 0,
    because: 'monthly charge is not known',
  },
  {
    what: 'the place is not known',
    facts: out({}, { market: null }),
    gives: 0,
    because: 'does not cover the territories',
  },
  { what: 'Puerto Rico', facts: out({}, { market: 'PR' }), gives: 0, because: 'territories' },
  {
    what: 'a small business is sent to its own guarantee',
    facts: out({}, { type: 'small_business' }),
    gives: 0,
    route: 'Use the small business guarantee.',
  },
]
