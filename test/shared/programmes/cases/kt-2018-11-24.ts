import { type Case, factsOf, unit } from '../facts.ts'

const facts = (kind: string, onBurntCable: boolean, pastBills: string[]) =>
  factsOf('kt-2018-11-24', { units: [unit('1', null, 1440, { kind, onBurntCable, pastBills })] })
export const cases: Case[] = [
  {
    what: 'mobile: the mean of three bills',
    facts: facts('wireless_voice', false, ['30000', '36000', '33000']),
    gives: 33000,
    figure: '(30 + 36 + 33) ÷ 3',
  },
  {
    what: 'a fourth bill does not count',
    facts: facts('wireless_voice', false, ['30000', '36000', '33000', '99000']),
    gives: 33000,
  },
  { what: 'two bills only', facts: facts('wireless_voice', false, ['30000', '36000']), gives: 33000 },
  {
    what: 'a mean that is not whole',
    facts: facts('internet', false, ['10000', '10000', '10001']),
    gives: 10000,
  },
  {
    what: 'internet on the burnt cable: three months',
    facts: facts('internet', true, ['20000', '20000', '20001']),
    gives: 60001,
    figure: 'published: three months; the sum of the three bills',
  },
  {
    what: 'telephone on it: six',
    facts: facts('telephone', true, ['10000', '10000', '10000']),
    gives: 60000,
    figure: 'published: up to six',
  },
  {
    what: 'no bill at all',
    facts: facts('internet', false, []),
    gives: 0,
    because: 'monthly charge is not known',
  },
]
