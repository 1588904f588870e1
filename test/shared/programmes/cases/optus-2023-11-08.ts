import { type Case, factsOf, unit } from '../facts.ts'

const facts = (plan: string, listedPlan = true, more = {}) =>
  factsOf('optus-2023-11-08', {
    account: { type: plan === 'prepaid' ? 'prepaid' : 'consumer' },
    units: [unit('1', 5000, 780, { plan, listedPlan })],
    ...more,
  })
const november = '2023-11-20T00:00:00Z'
export const cases: Case[] = [
  {
    what: 'postpaid: 100 GB in each of three cycles',
    facts: facts('postpaid'),
    at: november,
    gives: 0,
    inKind: '100',
    state: 'toAccept',
    figure: 'published: at least 200 GB',
  },
  {
    what: 'activated on the last day',
    facts: facts('postpaid', true, { claim: { madeOn: '2023-12-31' } }),
    at: '2024-02-01T00:00:00Z',
    gives: 0,
    inKind: '100',
    state: 'due',
  },
  {
    what: 'not activated in time',
    facts: facts('postpaid'),
    at: '2024-01-01T00:00:00Z',
    gives: 0,
    because: 'Too late',
  },
  {
    what: 'prepaid, listed: by itself',
    facts: facts('prepaid'),
    at: november,
    gives: 0,
    inKind: '1',
    state: 'due',
  },
  {
    what: 'prepaid, not listed',
    facts: facts('prepaid', false),
    at: november,
    gives: 0,
    because: 'gives nothing',
  },
]
