import { type Case, factsOf, unit } from '../facts.ts'

const facts = (customer: string, minutes = 89, monthly = 49600) =>
  factsOf('kt-2021-10-25', { units: [unit('1', monthly, minutes, { customer })], daysInMonth: 31 })
export const cases: Case[] = [
  {
    what: '89 minutes, ten times: 15 hours of ₩49,600',
    facts: facts('consumer'),
    gives: 1000,
    figure: 'published: 15 hours; 49600 ÷ 31 × 15 ÷ 24 = 1000',
  },
  {
    what: 'a small business owner: ten days',
    facts: facts('small_business'),
    gives: 16000,
    figure: 'published: 10 days; 1600 × 10',
  },
  { what: '90 minutes are 15 hours too', facts: facts('consumer', 90), gives: 1000 },
  { what: '91 minutes are 16', facts: facts('consumer', 91), gives: 1067 },
]
