import { type Case, factsOf, lost, unit, units } from '../facts.ts'

const facts = (...lines: ReturnType<typeof unit>[]) =>
  factsOf('o2-2018-12-06', { units: lines, daysInMonth: 31 })
const contract = (id: string, monthly: number) =>
  unit(id, monthly, 1320, { plan: 'postpaid', kind: 'wireless_voice' })
const payg = (topUpMinor: number) =>
  unit('1', null, 1320, { plan: 'prepaid', kind: 'wireless_voice', topUpMinor })
export const cases: Case[] = [
  { what: 'a £10 plan', facts: facts(contract('1', 1000)), gives: 65, figure: 'published: 65p' },
  {
    what: 'three £10 plans, each rounded',
    facts: facts(...units(3, (n) => contract(`${n}`, 1000))),
    gives: 195,
    figure: '3 × 65p; together they would be £1.94',
  },
  {
    what: 'not the handset',
    facts: facts({ ...contract('1', 1000), charges: { plan: '1000', device: '2500' } }),
    gives: 65,
  },
  { what: 'a top-up of £20', facts: facts(payg(2000)), gives: 200 },
  {
    what: 'a top-up of £80: at most £5',
    facts: facts(payg(8000)),
    gives: 500,
    figure: 'published: max £50, so £5',
  },
  {
    what: 'mobile broadband',
    facts: facts(unit('1', null, 1320, { plan: 'prepaid', kind: 'mobile_broadband' })),
    gives: 0,
    inKind: '10',
  },
  {
    what: 'voice alone was not out',
    facts: facts({ ...contract('1', 1000), losses: [lost(60, 0, 'voice')] }),
    gives: 65,
  },
  {
    what: 'a corporate customer',
    facts: factsOf('o2-2018-12-06', { account: { type: 'business' }, units: [contract('1', 1000)] }),
    gives: 0,
    route: 'The account manager.',
  },
]
