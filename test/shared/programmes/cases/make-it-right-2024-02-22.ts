import { type Case, factsOf, unit, units } from '../facts.ts'

const facts = (more: Parameters<typeof factsOf>[1] = {}) => factsOf('2024-02-22-network', more)
const given = (minor: string) => [
  { programme: 'make-it-right-2024-02-22', version: 1, outage: '2024-02-22-network', minor, daysAgo: 3 },
]
export const cases: Case[] = [
  {
    what: 'one line',
    facts: facts({ units: [unit('1', 5000, 600)] }),
    gives: 500,
    figure: 'announced: one $5 credit per account',
  },
  {
    what: 'six lines get the same $5',
    facts: facts({ units: units(6, (n) => unit(`${n}`, 5000, 600)) }),
    gives: 500,
    figure: 'announced: per account',
  },
  { what: 'lines need not even be known', facts: facts(), gives: 500 },
  {
    what: 'a second run gives nothing',
    facts: facts({ given: given('500') }),
    gives: 0,
    because: 'was given under this programme before',
  },
  { what: 'a credit that was reversed whole is due again', facts: facts({ given: given('0') }), gives: 500 },
  { what: 'a small business', facts: facts({ account: { type: 'small_business' } }), gives: 500 },
  {
    what: 'prepaid',
    facts: facts({ account: { type: 'prepaid' } }),
    gives: 0,
    because: 'there is no bill to put it on',
    route: 'Transfer to the prepaid options desk.',
  },
  {
    what: 'closed before',
    facts: facts({ account: { closedBeforeStart: true } }),
    gives: 0,
    because: 'closed before the outage began',
  },
  { what: 'closed since: on the final bill', facts: facts({ account: { status: 'closed' } }), gives: 500 },
  {
    what: 'nothing lost',
    facts: facts({ account: { anyActiveLineAffected: false } }),
    gives: 0,
    because: 'No active line of this account lost service',
  },
  { what: 'another outage', facts: factsOf('2024-08-01-other'), gives: 0, because: 'for another outage' },
  {
    what: 'an outage that ends before it starts',
    facts: facts({ outage: { startsAt: 200, endsAt: 100 } }),
    gives: 0,
    because: 'ends before it starts',
  },
]
