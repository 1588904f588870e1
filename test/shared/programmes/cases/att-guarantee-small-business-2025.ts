import { type Case, factsOf, unit } from '../facts.ts'

const business = (kind: string, minutes: number, outage = {}) =>
  factsOf(null, { account: { type: 'small_business' }, units: [unit('1', 8400, minutes, { kind })], outage })
export const cases: Case[] = [
  {
    what: 'fiber, 20 minutes: a choice',
    facts: business('business_fiber', 20),
    gives: 0,
    choices: [300, 500],
    state: 'toAccept',
    figure: '8400 ÷ 28 = 300',
  },
  { what: 'dedicated internet', facts: business('dedicated_internet', 25), gives: 0, choices: [300, 500] },
  {
    what: 'wireless needs 60 minutes',
    facts: business('wireless_voice', 59),
    gives: 0,
    because: 'gives nothing',
  },
  {
    what: 'wireless, 60 minutes and ten towers',
    facts: business('wireless_voice', 60),
    gives: 0,
    choices: [300, 500],
  },
  {
    what: 'wireless, nine towers',
    facts: business('wireless_voice', 60, { sitesOut: 9 }),
    gives: 0,
    because: 'gives nothing',
  },
  {
    what: 'a home',
    facts: factsOf(null, { units: [unit('1', 8400, 60, { kind: 'business_fiber' })] }),
    gives: 0,
    because: 'for small businesses',
  },
]
