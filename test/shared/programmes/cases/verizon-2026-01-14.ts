import { type Case, factsOf } from '../facts.ts'

const facts = (more = {}) => factsOf('verizon-2026-01-14', more)
export const cases: Case[] = [
  {
    what: 'flagged: to be accepted',
    facts: facts(),
    gives: 2000,
    state: 'toAccept',
    figure: 'announced: $20',
  },
  {
    what: 'accepted in the app',
    facts: facts({ claim: { channel: 'app', madeOn: '2026-01-16' } }),
    gives: 2000,
    state: 'due',
  },
  {
    what: 'not flagged',
    facts: facts({ account: { flaggedImpacted: false } }),
    gives: 0,
    because: 'not found to be affected',
  },
  {
    what: 'a business',
    facts: facts({ account: { type: 'business' } }),
    gives: 0,
    route: 'The account team.',
  },
  {
    what: 'closed since',
    facts: facts({ account: { status: 'closed' } }),
    gives: 0,
    because: 'does not pay closed accounts',
  },
]
